import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { OutboundHttp, type OutboundResult } from './index';

const HOST = 'receiver.localhost';
const DAY_MS = 86_400_000;

interface Identity {
  key: string;
  cert: string;
}

/** Writes one ASN.1 element (X.690): its tag, its length and its parts. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** Makes a self-signed certificate (RFC 5280) for one host name, valid from yesterday to `endsAt`. */
function identityFor(host: string, endsAt: number): Identity {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(host)))));
  const time = (ms: number) =>
    der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
  const alternativeName = sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))));
  const unsigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Math.min(Date.now(), endsAt) - DAY_MS), time(endsAt)),
    name,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternativeName)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', unsigned, keys.privateKey));
  const encoded = sequence(unsigned, algorithm, signature).toString('base64');
  return {
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${encoded.replace(/.{64}(?!$)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answering(identity: Identity, options: tls.SecureContextOptions = {}): Promise<number> {
  const server = https.createServer({ ...identity, ...options }, (request, response) => {
    request.resume();
    response.end('secure');
  });
  closing.push(() => server.closeAllConnections());
  return listen(server);
}

async function post(
  port: number,
  more: { ca?: string[]; deadlineMs?: number } = {},
): Promise<OutboundResult> {
  const outbound = new OutboundHttp({ allowLoopback: true, ownHosts: [], userAgent: 'test', ca: more.ca });
  closing.push(() => outbound.close());
  return outbound.post({
    url: `https://${HOST}:${port}/`,
    headers: {},
    body: '{}',
    deadlineMs: more.deadlineMs ?? 3_000,
  });
}

describe('TLS', () => {
  const good = identityFor(HOST, Date.now() + DAY_MS);

  it('is used with a certificate that is trusted and right', async () => {
    const result = await post(await answering(good), { ca: [good.cert] });
    expect(result).toMatchObject({ ok: true, status: 200 });
    expect(result.ok && result.bodyHead.toString()).toBe('secure');
  });

  it.each([
    ['self-signed', good, [], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', identityFor(HOST, Date.now() - DAY_MS), 'own', 'CERT_HAS_EXPIRED'],
    [
      'for another host',
      identityFor('other.example', Date.now() + DAY_MS),
      'own',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ] as const)('fails with a certificate that is %s', async (_name, identity, trusted, detail) => {
    const result = await post(await answering(identity), trusted === 'own' ? { ca: [identity.cert] } : {});
    expect(result).toMatchObject({ ok: false, error: 'tls_failed', detail });
  });

  it('fails below TLS 1.2', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const result = await post(await answering(good, old), { ca: [good.cert] });
    expect(result).toMatchObject({ ok: false, error: 'tls_failed' });
  });

  it('never falls back to plain text', async () => {
    const heard: Buffer[] = [];
    const port = await listen(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (chunk) => heard.push(chunk));
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      }),
    );
    expect(await post(port)).toMatchObject({ ok: false, error: 'tls_failed' });
    expect(Buffer.concat(heard).includes('POST')).toBe(false);
  });

  it('fails when the other side hangs up in the handshake, and at the deadline when it stays silent', async () => {
    const sockets = new Set<net.Socket>();
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    const silent = await listen(net.createServer((socket) => void sockets.add(socket)));
    expect(await post(silent, { deadlineMs: 200 })).toMatchObject({ ok: false, error: 'timeout' });
    const hangingUp = await listen(
      net.createServer((socket) => void socket.once('data', () => socket.destroy())),
    );
    expect(await post(hangingUp)).toMatchObject({ ok: false, error: 'tls_failed' });
  });

  it('keeps the status of an answer whose connection is cut without a close notice', async () => {
    const server = tls.createServer(good, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', () =>
          raw.get(socket.remotePort)?.destroy(),
        );
      });
    });
    const raw = new Map<number | undefined, net.Socket>();
    server.on('connection', (socket: net.Socket) => raw.set(socket.remotePort, socket));
    const result = await post(await listen(server), { ca: [good.cert] });
    expect(result).toMatchObject({ ok: false, error: 'connection_reset', status: 200 });
  });
});
