import { until } from '../events/support/until';
import type { TestWorkspace } from '../support/test-api';
import { type Attempt, Delivering } from './support/delivering';
import { INSIDE_HOSTS } from './support/inside-hosts';

/** Connections that are kept for the next request, at most. */
const MOST_KEPT = 8;
const DEADLINE_MS = 4_000;

let delivering: Delivering;
let workspace: TestWorkspace;

beforeAll(async () => {
  delivering = await Delivering.start();
}, 60_000);
afterAll(() => delivering.stop());

beforeEach(async () => {
  workspace = await delivering.api.workspace();
});

/** What came of one event at each of these addresses, by their names. */
async function outcomes(urls: Readonly<Record<string, string>>): Promise<Record<string, Attempt>> {
  const ids = new Map<string, string>();
  for (const [name, url] of Object.entries(urls)) ids.set(name, await delivering.endpoint(workspace, url));
  await workspace.create('/v1/leads', { title: 'Sent around' });
  const attempts = await delivering.firstAttempts([...ids.values()]);
  return Object.fromEntries(
    [...ids].flatMap(([name, id]) => {
      const attempt = attempts.get(id);
      return attempt ? [[name, attempt]] : [];
    }),
  );
}

describe('a worker that may not call this machine', () => {
  beforeAll(() => delivering.startWorker({ WEBHOOKS_ALLOW_LOOPBACK: 'false' }), 60_000);

  it('calls nobody inside, although their addresses were taken at a time when it was allowed', async () => {
    const { dns, receiver } = delivering;
    const before = (await receiver.seen()).connections.all;
    dns.answer('inside.example', () => ['127.0.0.1']);
    dns.answer('metadata.example', () => ['2d00:ffff::1', '169.254.169.254']);
    const urls = {
      // Not where the next test counts: its worker may call it, and tries this one again.
      listening: receiver.url('status/204'),
      listeningSecurely: receiver.tls('good').url,
      closed: 'https://127.0.0.1:60009/',
      inside: `https://inside.example:${new URL(receiver.tls('good').url).port}/`,
      metadata: 'https://metadata.example/latest/meta-data',
    };
    const attempts = await outcomes(urls);
    const told = Object.values(attempts).map(({ duration_ms: _, ...attempt }) => JSON.stringify(attempt));
    // http is no way to call anybody but this machine, and is told so; the others cannot be told apart.
    expect(attempts.listening).toMatchObject({ status: null, error: 'invalid_destination', response: null });
    expect(new Set(told.slice(1))).toEqual(
      new Set([JSON.stringify({ status: null, error: 'blocked_address', response: null })]),
    );
    expect((await receiver.seen()).connections.all).toBe(before);
  }, 90_000);

  it('refuses every writing of an address inside when it is given, and when it is called nevertheless', async () => {
    const endpoints: string[] = [];
    for (const host of INSIDE_HOSTS) {
      const url = `https://${host}/hook`;
      const { status, body } = await workspace.post('/v1/webhook-endpoints', {
        url,
        types: ['lead.created'],
      });
      if (status === 400) {
        expect(body.errors).toMatchObject([{ pointer: '/url', code: 'host_not_allowed' }]);
        endpoints.push(await delivering.endpoint(workspace, 'https://example.com/hook'));
        await delivering.api.sql('UPDATE webhook_endpoints SET url = $1 WHERE url = $2', [
          url,
          'https://example.com/hook',
        ]);
        continue;
      }
      // The API of these tests allows this machine, in every writing, and nothing else.
      expect(body.url).toMatch(/^https:\/\/(127\.[\d.]+|\[::1\])\/hook$/);
      endpoints.push(body.id);
    }
    await workspace.create('/v1/leads', { title: 'Sent around' });
    const attempts = await delivering.firstAttempts(endpoints);
    expect(new Set([...attempts.values()].map(({ error }) => error))).toEqual(new Set(['blocked_address']));
    expect([...attempts.values()].filter(({ response }) => response !== null)).toEqual([]);
  }, 90_000);
});

describe('a worker', () => {
  beforeAll(
    () =>
      delivering.startWorker({
        WEBHOOKS_ALLOW_LOOPBACK: 'true',
        WEBHOOKS_DEADLINE_MS: String(DEADLINE_MS),
      }),
    60_000,
  );

  it('tells of each receiver what it did, is done with all of them in time, and keeps no connection for nothing', async () => {
    const { receiver } = delivering;
    const expected: Record<string, [status: number | null, error: string | null]> = {
      ok: [204, null],
      'status/299': [299, null],
      'status/304': [304, 'unexpected_status'],
      'status/302?location=http%3A%2F%2F169.254.169.254%2F': [302, 'unexpected_status'],
      'status/307?location=file%3A%2F%2F%2Fetc%2Fpasswd': [307, 'unexpected_status'],
      'status/308?location=gopher%3A%2F%2F127.0.0.1%2F': [308, 'unexpected_status'],
      'status/404': [404, 'unexpected_status'],
      'status/503?retry-after=3600': [503, 'unexpected_status'],
      silence: [null, 'timeout'],
      'header-drip': [null, 'timeout'],
      'body-drip': [200, 'timeout'],
      'chunk-drip': [200, 'timeout'],
      'short-body': [200, 'timeout'],
      'interim-only': [null, 'timeout'],
      'endless-interim': [null, 'invalid_response'],
      'interim-flood': [null, 'invalid_response'],
      'header-megabyte': [null, 'invalid_response'],
      'ten-gigabytes': [200, null],
      'endless-chunks': [200, null],
      'gzip-bomb': [200, null],
      garbage: [null, 'invalid_response'],
      'http2-goaway': [null, 'invalid_response'],
      'bad-chunk': [200, 'invalid_response'],
      'reset-before': [null, 'connection_reset'],
      'reset-in-body': [200, 'connection_reset'],
      'close-in-body': [200, 'connection_reset'],
    };
    const urls = Object.fromEntries(Object.keys(expected).map((name) => [name, receiver.url(name)]));
    const secure = ['good', 'expired', 'other-host', 'tls-1.1', 'plain-text'];
    const attempts = await outcomes({
      ...urls,
      ...Object.fromEntries(secure.map((name) => [`tls ${name}`, receiver.tls(name).url])),
      blackHole: receiver.at('black-hole'),
      deaf: receiver.at('deaf'),
    });
    expect(
      Object.fromEntries(
        Object.entries(attempts).map(([name, { status, error }]) => [name, [status, error]]),
      ),
    ).toEqual({
      ...expected,
      ...Object.fromEntries(secure.map((name) => [`tls ${name}`, [null, 'tls_failed']])),
      blackHole: [null, 'timeout'],
      deaf: [null, 'timeout'],
    });
    for (const { duration_ms, error } of Object.values(attempts)) {
      if (error === 'timeout') expect(duration_ms).toBeGreaterThanOrEqual(DEADLINE_MS - 10);
      // Timers of a loaded machine are late; what is endless would be without end.
      expect(duration_ms).toBeLessThan(DEADLINE_MS + 5_000);
    }
    expect((await receiver.seen()).requests['/ok']).toBe(1);
    await until(async () => (await receiver.seen()).connections.open <= MOST_KEPT, { withinMs: 20_000 });
  }, 90_000);

  it('has its memory whatever it is answered', async () => {
    const names = ['ten-gigabytes', 'endless-chunks', 'gzip-bomb', 'header-megabyte', 'endless-interim'];
    const endpoints: string[] = [];
    for (const name of names)
      endpoints.push(await delivering.endpoint(workspace, delivering.receiver.url(`${name}/memory`)));
    const send = async (leads: number) => {
      const already = await delivering.attemptsOf(endpoints);
      for (let lead = 0; lead < leads; lead += 1) await workspace.create('/v1/leads', { title: 'Large' });
      await until(async () => (await delivering.attemptsOf(endpoints)) >= already + leads * names.length, {
        withinMs: 60_000,
      });
    };
    await send(4);
    const before = await delivering.memory();
    await send(4);
    const after = await delivering.memory();
    // Each of these 20 answers alone is 300 MB or more, or has no end.
    expect(after.residentMb - before.residentMb).toBeLessThan(20);
    expect(after.usedMb - before.usedMb).toBeLessThan(10);
  }, 120_000);

  it('asks no proxy, whatever its environment says', () => {
    expect(delivering.proxied).toBe(0);
  });
});

describe('a header of an endpoint', () => {
  it.each([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
    'TE',
    'Upgrade',
    'Expect',
    'webhook-signature',
  ])('is refused when it is not the owner’s: %s', async (name) => {
    const given = { url: 'https://example.com/', types: ['lead.*'], headers: { [name]: '1' } };
    const { body } = await workspace.post('/v1/webhook-endpoints', given).expect(400);
    expect(body.errors).toMatchObject([
      { pointer: `/headers/${name.toLowerCase()}`, code: 'header_not_allowed' },
    ]);
  });

  it.each(['a\r\nhost: evil', 'a\nb', 'a\rb', 'a\u0000b', 'ü'])(
    'is refused with the value %j',
    async (value) => {
      const given = { url: 'https://example.com/', types: ['lead.*'], headers: { 'x-a': value } };
      const { body } = await workspace.post('/v1/webhook-endpoints', given).expect(400);
      expect(body.errors).toMatchObject([{ pointer: '/headers/x-a', code: 'header_invalid' }]);
    },
  );
});
