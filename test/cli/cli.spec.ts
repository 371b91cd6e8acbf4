import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { until } from '../events/support/until';
import { startWithWorker } from '../isolation/support/residents';
import { Browser } from '../oauth/support/browser';
import { allow } from '../oauth/support/user-flow';
import { stored } from '../support/credentials';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { type Received, Receiver } from '../webhooks/support/receiver';
import { CommandLine, type Said } from './support/command-line';

jest.setTimeout(180_000);

const PUBLIC_URL = 'http://127.0.0.1:3000';

let api: TestApi;
let workspace: TestWorkspace;
let line: CommandLine;
let receiver: Receiver;

beforeAll(async () => {
  api = await startWithWorker();
  receiver = await Receiver.start();
});
afterAll(async () => {
  await receiver.stop();
  await api.stop();
});
beforeEach(async () => {
  workspace = await api.workspace();
  line = new CommandLine();
  receiver.requests.length = 0;
  receiver.answer = (response) => response.writeHead(204).end();
});
afterEach(() => line.end());

const loginWithKey = () => line.run(['login', api.url, '--key', '-'], {}, workspace.private_app_key);

const tokens = () => line.kept()?.tokens as { access_token: string };

const linesOf = ({ out }: Said): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text));

const isSigned = ({ headers, body }: Received, secret: string): boolean => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const [id, time] = ['webhook-id', 'webhook-timestamp'].map((name) => String(headers[name]));
  const signed = `${id}.${time}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
};

describe('logging in', () => {
  it('with a browser: as the person, with tokens that are renewed once, until they log out', async () => {
    const login = line.start(['login', api.url]);
    const [, address = ''] = await login.says(/^Open (\S+)$/m);
    expect(address).toContain(`${PUBLIC_URL}/oauth/device?user_code=`);
    const [user] = await api.sql<{ email: string }>(
      `SELECT u.email FROM members AS m JOIN users AS u ON u.id = m.user_id WHERE m.workspace_id = $1`,
      [stored('workspace', workspace.workspace_id)],
    );
    const browser = new Browser(api.server, PUBLIC_URL);
    await browser.signIn(String(user?.email));
    expect((await allow(browser, await browser.open(address))).html).toContain('is connected');
    const { code, out } = await login.end();
    expect([code, out]).toEqual([0, expect.stringContaining(`in ${workspace.name} at ${api.url}`)]);
    expect(line.mode()).toBe('600');
    const who = await line.run(['whoami', '--json']);
    expect(linesOf(who)[0]).toMatchObject({
      principal: { kind: 'member' },
      workspace: { name: workspace.name },
    });

    // Two at once whose token has ended renew it once: the second use of a refresh token would end them all.
    const before = tokens();
    const content = { profiles: { default: { ...line.kept(), tokens: { ...before, expires_at: 0 } } } };
    writeFileSync(line.credentialsPath, JSON.stringify(content));
    const both = await Promise.all([line.run(['whoami']), line.run(['whoami'])]);
    expect(both.map((said) => [said.code, said.error])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const { access_token: token } = tokens();
    expect(token).not.toBe(before.access_token);
    await api.as(token).get('/v1/me').expect(200);

    expect(await line.run(['logout'])).toMatchObject({ code: 0, error: '' });
    expect(line.kept()).toBeUndefined();
    await until(async () => (await api.as(token).get('/v1/me')).status === 401);
    expect(await line.run(['whoami'])).toMatchObject({ code: 2 });
  });

  it('with a key, which is kept only when it works, and goes to no other server', async () => {
    const refused = await line.run(['login', api.url, '--key', `dw_pak_${'x'.repeat(49)}`]);
    expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('401 invalid_token') });
    expect(() => line.kept()).toThrow('ENOENT');
    expect(await loginWithKey()).toMatchObject({ code: 0, error: '' });
    expect((await line.run(['whoami'])).out).toContain(workspace.name);
    const elsewhere = await line.run(['whoami'], { DEALWRIGHT_URL: receiver.url });
    expect(elsewhere).toMatchObject({ code: 2, error: expect.stringContaining(`is of ${api.url}`) });
    expect(receiver.requests).toEqual([]);
    const other = await api.workspace();
    const env = { DEALWRIGHT_URL: api.url, DEALWRIGHT_TOKEN: other.private_app_key };
    expect((await line.run(['whoami'], env)).out).toContain(other.name);
    expect(await line.run(['login', receiver.url, '--profile', 'other', '--key', 'x'])).toMatchObject({
      code: 1,
    });
  });
});

describe('dealwright listen', () => {
  it('forwards events in order, signed, tries again, and goes on where it ended', async () => {
    await loginWithKey();
    await workspace.create('/v1/leads', { title: 'Before' });
    await until(async () => (await workspace.get('/v1/events')).body.data.length >= 1);
    receiver.answer = (response, _received, count) => response.writeHead(count === 1 ? 500 : 204).end();
    const args = ['listen', '--forward', receiver.url, '--types', 'lead.*'];
    const listening = line.start(args);
    const [secret] = await listening.says(/whsec_\S+/);
    await listening.says(/Ctrl-C/);
    const made: string[] = [];
    for (const title of ['One', 'Two', 'Three'])
      made.push((await workspace.create('/v1/leads', { title })).id);
    await until(() => receiver.requests.length >= 4, { withinMs: 60_000 });
    await listening.says(/204.*204.*204/s);
    const bodies = receiver.requests.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ data }) => data.object.id)).toEqual([made[0], ...made]);
    expect(receiver.requests.every((request) => isSigned(request, secret))).toBe(true);
    const { body: event } = await workspace.get(`/v1/events/${bodies[0].id}`).expect(200);
    expect(bodies[0]).toEqual(event);
    await until(() => typeof line.kept()?.listen_cursor === 'string');
    const { code, out } = await listening.interrupt();
    expect([code, out]).toEqual([0, expect.stringContaining('(attempt 2)')]);
    expect(out).not.toContain('\u001b');

    const { id: missed } = await workspace.create('/v1/leads', { title: 'While nobody listened' });
    receiver.requests.length = 0;
    receiver.answer = (response) => response.writeHead(204).end();
    const resumed = line.start([...args, '--resume', '--json']);
    await until(() => receiver.requests.some(({ body }) => body.includes(missed)), { withinMs: 60_000 });
    expect(receiver.requests.every((request) => isSigned(request, secret))).toBe(true);
    await resumed.says(/"delivered":true/);
    expect((await resumed.interrupt()).code).toBe(0);
    const ids = receiver.requests.map(({ body }) => JSON.parse(body).data.object.id);
    expect(ids.filter((id) => id === missed)).toHaveLength(1);
    expect(ids).not.toContain(made[0]);
  });

  it('tells as little as the endpoint that it is to be like', async () => {
    await loginWithKey();
    const { id } = await workspace.create('/v1/webhook-endpoints', {
      url: 'https://example.com/hooks',
      types: ['lead.created'],
      filter: { title: 'Wanted' },
      fields: ['title'],
    });
    const forward = ['listen', '--forward', receiver.url, '--since', '1m'];
    const listening = line.start([...forward, '--like', id]);
    await listening.says(/Ctrl-C/);
    await workspace.create('/v1/leads', { title: 'Unwanted' });
    const { id: lead } = await workspace.create('/v1/leads', { title: 'Wanted' });
    await listening.says(/lead\.created/);
    await listening.interrupt();
    expect(receiver.requests.map(({ body }) => JSON.parse(body).data)).toEqual([
      { object: { id: lead, title: 'Wanted' }, changes: expect.anything() },
    ]);
    receiver.requests.length = 0;
    const thin = line.start([...forward, '--like', id, '--payload', 'thin']);
    await thin.says(/lead\.created/);
    await thin.interrupt();
    expect(receiver.requests.map(({ body }) => JSON.parse(body).data.object)).toEqual([
      { id: lead, type: 'lead', url: expect.stringContaining(lead) },
    ]);
  });

  it('says what is wrong with how it was called', async () => {
    await loginWithKey();
    const said = await Promise.all([
      line.run(['listen', '--forward', '1', '--payload', 'fat']),
      line.run(['listen', '--forward', 'nowhere at all']),
      line.run(['listen', '--forward', '1', '--filter', '[1]']),
      line.run(['listen', '--forward', '1', '--secret', 'short']),
      line.run(['listen', '--forward', '1', '--resume']),
      line.run(['listen', '--forward', '1', '--since', 'yesterday']),
    ]);
    expect(said.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2]);
    const unknown = await line.run(['listen', '--forward', '1', '--types', 'deal.danced']);
    expect(unknown).toMatchObject({
      code: 1,
      error: expect.stringContaining('no type of event "deal.danced"'),
    });
  });
});

describe('dealwright trigger', () => {
  it('sends a made-up event to where listen forwards, or to an endpoint', async () => {
    await loginWithKey();
    expect(await line.run(['trigger', 'deal.won'])).toMatchObject({ code: 2 });
    const listening = line.start(['listen', '--forward', receiver.url]);
    const [secret] = await listening.says(/whsec_\S+/);
    await listening.says(/Ctrl-C/);
    expect(await line.run(['trigger', 'deal.won', '--json'])).toMatchObject({ code: 0 });
    const [sent] = receiver.requests;
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      type: 'deal.won',
      workspace_id: workspace.workspace_id,
    });
    expect(sent?.headers['webhook-test']).toBe('true');
    expect(sent && isSigned(sent, secret)).toBe(true);

    const hook = await workspace.create('/v1/webhook-endpoints', { url: receiver.url, types: ['lead.*'] });
    expect((await line.run(['trigger', 'lead.created', '--endpoint', hook.id])).code).toBe(0);
    const tested = receiver.requests.at(-1);
    expect(tested && isSigned(tested, String(hook.secret))).toBe(true);
    receiver.answer = (response) => response.writeHead(500).end();
    expect((await line.run(['trigger', 'lead.created', '--endpoint', hook.id])).code).toBe(1);
    const unknown = await line.run(['trigger', 'deal.danced']);
    expect(unknown).toMatchObject({ code: 2, error: expect.stringContaining('deal.won') });
    await listening.interrupt();
  });
});

describe('dealwright replay', () => {
  it('sends a delivery again', async () => {
    await loginWithKey();
    const { id: hook } = await workspace.create('/v1/webhook-endpoints', {
      url: receiver.url,
      types: ['lead.*'],
    });
    await workspace.create('/v1/leads', { title: 'x' });
    const list = `/v1/webhook-endpoints/${hook}/deliveries?state=delivered`;
    const delivered = await until(async () => (await workspace.get(list)).body.data[0], { withinMs: 60_000 });
    const said = await line.run(['replay', '--delivery', delivered.id]);
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${delivered.id} (lead.created) is pending`),
    });
    await until(() => receiver.requests.length === 2, { withinMs: 60_000 });
    expect(new Set(receiver.ids())).toEqual(new Set([delivered.event_id]));
    expect((await line.run(['replay', '--delivery', hook])).code).toBe(1);
  });

  it('asks for a part of the log, follows it, and ends with 1 when some was given up', async () => {
    const made = (state: string, progress: object) => ({ id: 'rply_1', state, progress, matching: null });
    const states = [
      made('running', { made: 2, delivered: 1, failed: 0 }),
      made('completed', { made: 3, delivered: 2, failed: 1 }),
    ];
    const began = made('running', { made: 0, delivered: 0, failed: 0 });
    receiver.answer = (response, { body }) => {
      const answer = body === '' ? states.shift() : began;
      response.writeHead(body === '' ? 200 : 202, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    };
    const env = { DEALWRIGHT_URL: new URL(receiver.url).origin, DEALWRIGHT_TOKEN: 'x' };
    const args = [
      'replay',
      '--endpoint',
      'hook_1',
      '--failed-since',
      '2026-11-21T09:30:00Z',
      '--types',
      'deal.*',
    ];
    const said = await line.run(args, env);
    expect(said.code).toBe(1);
    expect(said.out).toContain('rply_1 completed: 3 sent, 2 delivered, 1 given up');
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({
      only: 'failed',
      since: '2026-11-21T09:30:00.000Z',
      types: ['deal.*'],
    });
    const briefly = [
      'replay',
      '--endpoint',
      'hook_1',
      '--from-sequence',
      '7',
      '--to-sequence',
      '9',
      '--no-wait',
    ];
    expect((await line.run(briefly, env)).code).toBe(0);
    expect(JSON.parse(receiver.requests.at(-1)?.body ?? '')).toEqual({ from_sequence: 7, to_sequence: 9 });
    expect((await line.run(['replay', '--endpoint', 'hook_1'], env)).code).toBe(2);
    expect((await line.run(['replay'], env)).code).toBe(2);
  });
});

describe('tails', () => {
  it('show events from a time on, for people and for programs', async () => {
    await loginWithKey();
    const { id } = await workspace.create('/v1/leads', { title: 'x' });
    await workspace.patch(`/v1/leads/${id}`, { title: 'y' }).expect(200);
    const tail = ['events', 'tail', '--types', 'lead.*', '--since', '1h', '--limit', '2'];
    const machine = await line.run([...tail, '--json']);
    expect(linesOf(machine).map(({ type }) => type)).toEqual(['lead.created', 'lead.updated']);
    const people = await line.run(tail);
    expect(people.out).toMatch(new RegExp(`lead\\.updated {2}${id} {2}.*title`));
    expect(people.out).not.toContain('\u001b');
  });

  it('show requests as they are answered, and those before', async () => {
    await loginWithKey();
    const tail = line.start(['logs', 'tail', '--status', '4xx', '--json']);
    await until(
      async () => {
        await workspace.post('/v1/leads', { nonsense: true }).expect(400);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return tail.out.includes('\n');
      },
      { withinMs: 60_000 },
    );
    const said = await tail.interrupt();
    expect(said.code).toBe(0);
    expect(linesOf(said)[0]).toMatchObject({ status: 400, path: '/v1/leads', problem: 'invalid_request' });
    const ids = linesOf(said).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const past = await line.run(['logs', 'tail', '--since', '1h', '--method', 'post', '--limit', '1']);
    expect(past.out).toContain('400  POST /v1/leads  invalid_request');
  });
});
