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

describe('a receiver', () => {
  it('fails with connect_failed when nobody listens', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = urlOf(server);
    server.close();
    await once(server, 'close');
    expect(await post(url)).toMatchObject({ ok: false, error: 'connect_failed' });
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
