import { setTimeout } from 'node:timers/promises';

import { OutboundHttp, type OutboundHttpOptions, type OutboundResult } from '@platform/outbound-http';

import { until } from '../events/support/until';
import { HostileReceiver } from '../support/hostile-receiver';

/** Long enough for a loaded machine, and never reached but where it is what is tested. */
const PATIENCE_MS = 10_000;
const SHORT_MS = 300;

let receiver: HostileReceiver;
let outbound: OutboundHttp;
const clients: OutboundHttp[] = [];

beforeAll(async () => {
  receiver = await HostileReceiver.start();
});
afterAll(() => receiver.stop());

function client(options: Partial<OutboundHttpOptions> = {}): OutboundHttp {
  const created = new OutboundHttp({ allowLoopback: true, ownHosts: [], userAgent: 'test', ...options });
  clients.push(created);
  return created;
}

beforeEach(() => {
  outbound = client();
});
afterEach(() => {
  for (const each of clients.splice(0)) each.close();
});

const post = (url: string, deadlineMs = PATIENCE_MS): Promise<OutboundResult> =>
  outbound.post({ url, headers: {}, body: '{"a":1}', deadlineMs });

const bodyFrom = async (url: string): Promise<string> => {
  const result = await post(url);
  return result.ok ? result.bodyHead.toString() : result.error;
};

/** Keeps this process from seeing what happens on its sockets for a while. */
const blockEventLoop = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

const nothingStaysOpen = () =>
  until(async () => (await receiver.seen()).connections.open === 0, { withinMs: PATIENCE_MS });

describe('a receiver that never gets done', () => {
  it.each<[string, number | undefined]>([
    ['silence', undefined],
    ['header-drip', undefined],
    ['body-drip', 200],
    ['chunk-drip', 200],
    ['short-body', 200],
    ['interim-only', undefined],
  ])('is left at the deadline: %s', async (name, status) => {
    const result = await post(receiver.url(name), SHORT_MS);
    expect(result).toMatchObject({ ok: false, error: 'timeout' });
    expect(result.status).toBe(status);
    expect(result.durationMs).toBeGreaterThanOrEqual(SHORT_MS - 10);
    await nothingStaysOpen();
  });

  it('is left at the deadline when it does not even read', async () => {
    expect(await post(receiver.at('deaf'), SHORT_MS)).toMatchObject({ ok: false, error: 'timeout' });
  });

  it('is left when no connection is made in time', async () => {
    const asked = { url: receiver.at('black-hole'), headers: {}, body: '', connectTimeoutMs: SHORT_MS };
    expect(await outbound.post(asked)).toMatchObject({ ok: false, error: 'connect_timeout' });
    expect(await outbound.post({ ...asked, deadlineMs: SHORT_MS / 2 })).toMatchObject({ error: 'timeout' });
  });
});

describe('a receiver that breaks the protocol', () => {
  it.each([
    'garbage',
    'ssh',
    'http2-goaway',
    'upgrade',
    'both-lengths',
    'two-lengths',
    'negative-length',
    'bad-chunk',
    'too-long',
    'header-megabyte',
    'many-headers',
    'interim-flood',
    'endless-interim',
    'interim-drip',
  ])('fails with invalid_response, and its connection is not used again: %s', async (name) => {
    for (let time = 0; time < 2; time += 1) {
      expect(await post(receiver.url(name))).toMatchObject({ ok: false, error: 'invalid_response' });
    }
    await nothingStaysOpen();
  });

  it.each<[string, number | undefined]>([
    ['reset-before', undefined],
    ['close-before', undefined],
    ['reset-in-headers', undefined],
    ['close-in-headers', undefined],
    ['reset-in-body', 200],
    ['close-in-body', 200],
    ['close-in-chunk', 200],
  ])('fails with connection_reset or invalid_response when it hangs up: %s', async (name, status) => {
    const result = await post(receiver.url(name));
    const broken = ['connect_failed', 'connection_reset', 'invalid_response'];
    expect(broken).toContain(result.ok ? 'ok' : result.error);
    expect(result.status).toBe(status);
    await nothingStaysOpen();
  });

  it.each(['blunt', 'resetting', 'closing'])('fails when it acts before it was asked: %s', async (name) => {
    const result = await post(receiver.at(name));
    const broken = ['connect_failed', 'connection_reset', 'invalid_response'];
    expect(broken).toContain(result.ok ? 'ok' : result.error);
    await nothingStaysOpen();
  });
});

describe('a receiver that answers', () => {
  it.each([200, 201, 202, 204, 206, 226, 299, 300, 304, 400, 401, 404, 410, 429, 500, 502, 503, 504, 599])(
    'is taken at its status: %d',
    async (status) => {
      expect(await post(receiver.url(`status/${status}`))).toMatchObject({ ok: true, status });
    },
  );

  it.each([301, 302, 303, 305, 307, 308])('is not followed with %d, wherever it points', async (status) => {
    const away = [
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'gopher://127.0.0.1:70/_x',
    ];
    for (const target of [...away, receiver.url(`ok/redirected-${status}`), '//127.0.0.1/', '/status/200']) {
      const url = receiver.url(`status/${status}?location=${encodeURIComponent(target)}`);
      expect(await post(url)).toMatchObject({ ok: true, status, headers: { location: target } });
    }
    expect(Object.keys((await receiver.seen()).requests)).not.toContain(`/ok/redirected-${status}`);
  });

  it.each(['5', '3600', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', '1e12', 'soon'])(
    'is told to come back after %j in its own words',
    async (value) => {
      const url = receiver.url(`status/503?retry-after=${encodeURIComponent(value)}`);
      expect(await post(url)).toMatchObject({ ok: true, headers: { 'retry-after': value } });
    },
  );
});

describe('a kept connection', () => {
  it('carries many requests', async () => {
    const before = (await receiver.seen()).connections.all;
    const answers: string[] = [];
    for (let time = 0; time < 5; time += 1) answers.push(await bodyFrom(receiver.url('counting/many')));
    expect(answers).toEqual(['n=1', 'n=2', 'n=3', 'n=4', 'n=5']);
    expect((await receiver.seen()).connections.all - before).toBe(1);
  });

  it('costs nothing when the other side closed it unseen: nothing was sent, so one new connection is made', async () => {
    expect(await bodyFrom(receiver.url('closing-later'))).toBe('n=1');
    blockEventLoop(600);
    expect(await bodyFrom(receiver.url('closing-later'))).toBe('n=2');
  });

  it.each(['seen', 'unseen'])('survives a restart of the receiver that is %s', async (how) => {
    const url = receiver.url(`counting/restart-${how}`);
    expect(await bodyFrom(url)).toBe('n=1');
    const restarted = receiver.restart();
    if (how === 'unseen') blockEventLoop(600);
    await restarted;
    expect(await bodyFrom(url)).toBe('n=2');
  });

  it('is not tried again when it breaks after the request was sent', async () => {
    const url = receiver.url('dying-at-second');
    expect(await bodyFrom(url)).toBe('n=1');
    expect(await bodyFrom(url)).toBe('connection_reset');
    expect(await bodyFrom(url)).toBe('n=3');
  });

  it.each([
    ['poisoning', blockEventLoop],
    ['poisoning-later', blockEventLoop],
    ['poisoning-later', setTimeout],
  ] as const)('never gives one request what was sent unasked: %s', async (name, wait) => {
    const url = receiver.url(`${name}/${wait.name}`);
    const answers: string[] = [];
    for (let time = 0; time < 6; time += 1) {
      answers.push(await bodyFrom(url));
      await wait(80);
    }
    expect(answers).toEqual(['n=1', 'n=2', 'n=3', 'n=4', 'n=5', 'n=6']);
  });
});

describe('TLS', () => {
  const trusting = (name: string, isTrusted = true) => {
    const { url, certificate } = receiver.tls(name);
    outbound = client(isTrusted ? { ca: [certificate] } : {});
    return url;
  };

  it('is used with a certificate that is trusted and right', async () => {
    expect(await bodyFrom(trusting('good'))).toBe('secure');
  });

  it.each([
    ['good', false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', true, 'CERT_HAS_EXPIRED'],
    ['other-host', true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['weak-key', true, 'UNSPECIFIED'],
  ] as const)(
    'fails with a certificate that is no good: %s, trusted: %s',
    async (name, isTrusted, detail) => {
      const url = trusting(name, isTrusted);
      expect(await post(url)).toMatchObject({ ok: false, error: 'tls_failed', detail });
    },
  );

  it.each(['tls-1.0', 'tls-1.1', 'weak-cipher', 'closing-handshake'])('fails with %s', async (name) => {
    expect(await post(trusting(name))).toMatchObject({ ok: false, error: 'tls_failed' });
  });

  it('never falls back to plain text', async () => {
    expect(await post(trusting('plain-text'))).toMatchObject({ ok: false, error: 'tls_failed' });
    const { heard } = await receiver.seen();
    expect(heard.length).toBeGreaterThan(0);
    expect(heard).not.toContain('POST');
  });

  it('is left at the deadline when the handshake gets no answer', async () => {
    const url = trusting('silent-handshake');
    expect(await post(url, SHORT_MS)).toMatchObject({ ok: false, error: 'timeout' });
    await nothingStaysOpen();
  });

  it('keeps the status of an answer whose connection is cut without a close notice', async () => {
    const url = trusting('no-close-notify');
    expect(await post(url)).toMatchObject({ ok: false, error: 'connection_reset', status: 200 });
  });
});

describe('memory', () => {
  it.each(['endless-chunks', 'ten-gigabytes', 'gzip-bomb'])(
    'stays bounded with answers that are too large: %s',
    async (name) => {
      const ask = () => Promise.all(Array.from({ length: 10 }, () => post(receiver.url(name))));
      for (const answer of await ask()) {
        expect(answer).toMatchObject({ ok: true, status: 200, isBodyCut: true });
        expect(answer.ok && answer.bodyHead.length).toBe(4_096);
      }
      await ask();
      const before = process.memoryUsage.rss();
      for (let round = 0; round < 4; round += 1) await ask();
      expect(process.memoryUsage.rss() - before).toBeLessThan(40 * 1_048_576);
    },
  );
});
