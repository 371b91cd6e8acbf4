import { until } from '../events/support/until';
import { Delivering } from './support/delivering';

let delivering: Delivering;

beforeAll(async () => {
  delivering = await Delivering.start();
  await delivering.startWorker({ WEBHOOKS_ALLOW_LOOPBACK: 'true' });
}, 120_000);
afterAll(() => delivering.stop());

it('is done with receivers that never get done after 15 seconds, and half a second more at most', async () => {
  const { receiver, dns, api } = delivering;
  const workspace = await api.workspace();
  dns.answer('silent.example', () => null);
  const names = ['silence', 'header-drip', 'body-drip', 'chunk-drip', 'short-body', 'interim-only'];
  const urls = [...names.map((name) => receiver.url(name)), receiver.at('deaf')];
  const unreached = [receiver.at('black-hole'), 'https://silent.example/'];
  const endpoints: string[] = [];
  for (const url of [...urls, ...unreached]) endpoints.push(await delivering.endpoint(workspace, url));
  await workspace.create('/v1/leads', { title: 'Sent around' });
  const attempts = await delivering.firstAttempts(endpoints);
  for (const [at, endpoint] of endpoints.entries()) {
    const { error, duration_ms = 0 } = attempts.get(endpoint) ?? {};
    const [code, limit] = at < urls.length ? ['timeout', 15_000] : ['connect_timeout', 5_000];
    expect({ at, error }).toEqual({ at, error: code });
    expect(duration_ms).toBeLessThanOrEqual(limit + 500);
    // Name servers that were fast before are given up sooner.
    if (at !== endpoints.length - 1) expect(duration_ms).toBeGreaterThanOrEqual(limit - 500);
  }
  for (const endpoint of endpoints)
    await workspace.post(`/v1/webhook-endpoints/${endpoint}/pause`, {}).expect(200);
  await until(async () => (await receiver.seen()).connections.open === 0, { withinMs: 30_000 });
}, 180_000);

it('has the memory of a warm process after 1,600 more answers of 300 MB and more, or without end', async () => {
  const workspace = await delivering.api.workspace();
  const endpoints: string[] = [];
  const url = (name: string) => delivering.receiver.url(`${name}/memory`);
  for (const name of ['ten-gigabytes', 'endless-chunks', 'gzip-bomb'])
    endpoints.push(await delivering.endpoint(workspace, url(name)));
  const send = async (leads: number) => {
    const already = await delivering.attemptsOf(endpoints);
    const operations = Array.from({ length: leads }, () => ({ op: 'create', data: { title: 'Large' } }));
    await workspace.post('/v1/leads/batch', { operations }).expect(200);
    await until(async () => (await delivering.attemptsOf(endpoints)) >= already + leads * endpoints.length, {
      withinMs: 300_000,
    });
  };
  // Each of these is left alone after ten such answers.
  const addBroken = async (round: number) => {
    for (const name of ['header-megabyte', 'endless-interim', 'interim-flood']) {
      for (let n = 0; n < 20; n += 1) await delivering.endpoint(workspace, `${url(name)}/${round}/${n}`);
    }
  };
  await addBroken(1);
  await send(250);
  const before = await delivering.memory();
  await addBroken(2);
  await send(334);
  const after = await delivering.memory();
  console.info(`Before: ${JSON.stringify(before)}, after: ${JSON.stringify(after)}.`);
  expect(after.residentMb - before.residentMb).toBeLessThan(20);
  expect(after.usedMb - before.usedMb).toBeLessThan(10);
}, 600_000);
