import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OutboundHttp, type OutboundResult } from './index';

const closing: (() => void)[] = [];
const seen: { outbound: OutboundHttp } = { outbound: client() };

function client(resolve?: (hostname: string) => Promise<string[]>): OutboundHttp {
  const created = new OutboundHttp({ allowLoopback: true, ownHosts: [], userAgent: 'Dealwright', resolve });
  closing.push(() => created.close());
  return created;
}

/** A server that speaks raw bytes once it has read a request's head. */
async function receiver(onRequest: (socket: Socket, head: string) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (head) => onRequest(socket, head.toString('latin1')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return urlOf(server);
}

function urlOf(server: net.Server | http.Server): string {
  const address = server.address();
  return `http://localhost:${typeof address === 'object' ? (address satisfies AddressInfo | null)?.port : 0}/hook`;
}

function post(url: string, more: Partial<Parameters<OutboundHttp['post']>[0]> = {}): Promise<OutboundResult> {
  return seen.outbound.post({ url, headers: {}, body: '{"a":1}', deadlineMs: 2_000, ...more });
}

const answerWith = (text: string) => receiver((socket) => void socket.write(text));

beforeEach(() => {
  seen.outbound = client();
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

describe('a request', () => {
  it('arrives with its headers and gives the answer', async () => {
    const arrived = new EventEmitter();
    const url = await receiver((socket, head) => {
      arrived.emit('head', head);
      socket.write(
        'HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\nretry-after: 5\r\nset-cookie: a=b\r\n\r\nok',
      );
    });
    const heads = once(arrived, 'head');
    const result = await post(url, {
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
    });
    expect(result).toMatchObject({ ok: true, status: 202, remoteAddress: '127.0.0.1', isBodyCut: false });
    expect(result.ok && result.bodyHead.toString()).toBe('ok');
    expect(result.ok && result.headers).toEqual({ 'retry-after': '5' });
    const [head] = await heads;
    expect(head).toMatch(/^POST \/hook HTTP\/1\.1\r\n/);
    expect(head).toMatch(/\r\nhost: localhost:\d+\r\n/i);
    expect(head).toMatch(/\r\nuser-agent: Dealwright\r\n/i);
    expect(head).toMatch(/\r\naccept-encoding: identity\r\n/i);
    expect(head).toMatch(/\r\ncontent-length: 7\r\n/i);
    expect(head).toMatch(/\r\nwebhook-id: evt_1\r\n/i);
  });

  it.each([200, 204, 299, 301, 302, 304, 307, 308, 400, 410, 429, 500, 503])(
    'gives status %d as it is',
    async (status) => {
      const url = await answerWith(
        `HTTP/1.1 ${status} X\r\nlocation: http://169.254.169.254/latest\r\ncontent-length: 0\r\n\r\n`,
      );
      expect(await post(url)).toMatchObject({ ok: true, status });
    },
  );

  it('does not follow a redirect, wherever it points', async () => {
    let requests = 0;
    const canary = await receiver(() => (requests += 1));
    for (const target of [canary, 'http://169.254.169.254/', 'file:///etc/passwd', 'gopher://127.0.0.1/']) {
      const url = await answerWith(`HTTP/1.1 307 X\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`);
      const result = await post(url);
      expect(result).toMatchObject({ ok: true, status: 307, headers: { location: target } });
    }
    expect(requests).toBe(0);
  });

  it.each<Record<string, string>>([
    { host: 'x' },
    { 'content-length': '1' },
    { Connection: 'close' },
    { 'x-a': 'a\r\nb: c' },
    { 'x a': 'b' },
  ])('is refused with the headers %j', async (headers) => {
    expect(await post('http://localhost:4000/', { headers })).toMatchObject({
      ok: false,
      error: 'invalid_headers',
    });
  });
});

describe('a receiver that is slow', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['drips its headers', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'x-a: b\r\n')],
    ['drips its body', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n', 'x')],
    [
      'drips chunks',
      (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'),
    ],
  ])('is left at the deadline when it %s', async (_name, behave) => {
    const url = await receiver(behave);
    const result = await post(url, { deadlineMs: 300 });
    expect(result).toMatchObject({ ok: false, error: 'timeout' });
    expect(result.durationMs).toBeGreaterThanOrEqual(290);
    expect(result.durationMs).toBeLessThan(5000);
  });

  it('keeps no connection after it was left', async () => {
    const closed = new EventEmitter();
    const url = await receiver((socket) => void socket.once('close', () => closed.emit('closed')));
    const isClosed = once(closed, 'closed');
    await post(url, { deadlineMs: 100 });
    await isClosed;
  });

  it('is left by the caller who gives up', async () => {
    const url = await receiver(() => undefined);
    const controller = new AbortController();
    const running = post(url, { signal: controller.signal });
    controller.abort();
    expect(await running).toMatchObject({ ok: false, error: 'aborted' });
    expect(await post(url, { signal: controller.signal })).toMatchObject({ ok: false, error: 'aborted' });
  });

  it('is left when the client is closed', async () => {
    const url = await receiver(() => seen.outbound.close());
    expect(await post(url)).toMatchObject({ ok: false, error: 'aborted' });
    expect(await post(url)).toMatchObject({ ok: false, error: 'aborted' });
  });

  it('is left when its name server stays silent', async () => {
    const silent = client(() => new Promise(() => undefined));
    const request = { url: 'https://example.com/', headers: {}, body: '', connectTimeoutMs: 200 };
    expect(await silent.post(request)).toMatchObject({ ok: false, error: 'connect_timeout' });
    expect(await silent.post({ ...request, deadlineMs: 100 })).toMatchObject({ ok: false, error: 'timeout' });
  });
});

describe('a receiver that breaks the protocol', () => {
  it.each([
    ['garbage', '\x00\xff\x16\x03\x01garbage\r\n\r\n', 'invalid_response'],
    ['1 MB of headers', `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(1_000_000)}\r\n\r\n`, 'invalid_response'],
    ['100,000 headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}\r\n`, 'invalid_response'],
    ['a flood of 1xx', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000), 'invalid_response'],
    ['an upgrade', 'HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 'invalid_response'],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'invalid_response',
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      'invalid_response',
    ],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'invalid_response'],
    ['a greeting of SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'invalid_response'],
  ])('fails with its own code: %s', async (_name, text, error) => {
    const url = await answerWith(text);
    expect(await post(url)).toMatchObject({ ok: false, error });
  });

  it.each<[string, (socket: Socket) => void, number | undefined]>([
    ['before an answer, by reset', (socket) => void socket.resetAndDestroy(), undefined],
    ['before an answer, by closing', (socket) => void socket.end(), undefined],
    ['in the headers', (socket) => void socket.end('HTTP/1.1 200 OK\r\nx-'), undefined],
    ['in the body', (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'), 200],
    [
      'in a chunk',
      (socket) => void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'),
      200,
    ],
  ])('fails with connection_reset when it hangs up %s', async (_name, behave, status) => {
    const result = await post(await receiver(behave));
    expect(['connection_reset', 'invalid_response']).toContain(result.ok ? 'ok' : result.error);
    expect(result.status).toBe(status);
  });

  it('fails with connect_failed when nobody listens', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = urlOf(server);
    server.close();
    await once(server, 'close');
    expect(await post(url)).toMatchObject({ ok: false, error: 'connect_failed' });
  });

  it('keeps 4 kB of 10 MB and does not read on', async () => {
    let written = 0;
    const url = await receiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n');
      socket.on('drain', () => pump());
      const pump = () => {
        while (written < 10_000_000 && socket.writable) {
          written += 65_536;
          if (!socket.write(Buffer.alloc(65_536, 'x'))) return;
        }
      };
      pump();
    });
    const result = await post(url);
    expect(result).toMatchObject({ ok: true, status: 200, isBodyCut: true });
    expect(result.ok && result.bodyHead.length).toBe(4_096);
    expect(written).toBeLessThan(10_000_000);
  });

  it('does not inflate a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const url = await receiver((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    });
    const result = await post(url);
    expect(result.ok && result.bodyHead.equals(bomb.subarray(0, 4_096))).toBe(true);
  });
});

function drip(socket: Socket, head: string, drop: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(drop), 20);
  socket.once('close', () => clearInterval(timer));
}
