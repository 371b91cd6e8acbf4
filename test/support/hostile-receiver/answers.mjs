import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/**
 * What the receiver does with a request, by the first part of its path. Each gets the connection, once the whole request
 * was read, and the request: `url`, `count` (which request of this path it is, from 1).
 */
export const ANSWERS = {
  // Answers as they should be.
  ok: (socket) => send(socket, head(204)),
  counting: (socket, { count }) => answer(socket, 200, `n=${count}`),
  slow: async (socket, { url }) => {
    await sleep(numberIn(url, 'ms', 1000));
    answer(socket, 200, 'late');
  },
  /** Any status, with the headers that the query names: `/status/503?retry-after=5`. */
  status: (socket, { url }) => {
    const headers = [...url.searchParams].map(([name, value]) => `${name}: ${value}`);
    const status = Number(url.pathname.split('/')[2]);
    send(socket, head(status, ...headers, ...(isBodiless(status) ? [] : ['content-length: 0'])));
  },
  /** Fails and succeeds in turns, as many of each as `every` says. */
  flapping: (socket, { url, count }) =>
    answer(socket, Math.ceil(count / numberIn(url, 'every', 1)) % 2 === 1 ? 500 : 200, ''),

  // Never enough.
  silence: () => undefined,
  'header-drip': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'),
  'body-drip': (socket) => drip(socket, head(200, 'content-length: 10000'), 'x'),
  'chunk-drip': (socket) => drip(socket, head(200, 'transfer-encoding: chunked'), '1\r\nx\r\n'),
  'short-body': (socket) => send(socket, `${head(200, 'content-length: 10')}abc`),
  'interim-only': (socket) => send(socket, interim(1)),
  'interim-drip': (socket) => drip(socket, '', interim(1)),

  // Too much.
  'ten-gigabytes': (socket) =>
    pump(socket, head(200, 'content-length: 10000000000'), Buffer.alloc(65_536, 'x'), 10_000_000_000),
  'endless-chunks': (socket) =>
    pump(
      socket,
      head(200, 'transfer-encoding: chunked'),
      Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]),
      Number.POSITIVE_INFINITY,
    ),
  'gzip-bomb': (socket) => {
    send(socket, head(200, 'content-encoding: gzip', `content-length: ${BOMB.length}`));
    send(socket, BOMB);
  },
  'header-megabyte': (socket) => send(socket, head(200, `x-a: ${'a'.repeat(1_000_000)}`)),
  'many-headers': (socket) => send(socket, head(200, ...Array.from({ length: 100_000 }, () => 'a: b'))),
  'interim-flood': (socket) => send(socket, interim(10_000) + head(204)),
  'endless-interim': (socket) => pump(socket, '', Buffer.from(interim(1000)), Number.POSITIVE_INFINITY),
  'too-long': (socket, { count }) => {
    const text = `n=${count}`;
    send(socket, `${head(200, `content-length: ${text.length}`)}${text}more than was announced`);
  },

  // No HTTP/1.1.
  garbage: (socket) => send(socket, Buffer.from('\x00\xff\x16\x03\x01garbage\r\n\r\n', 'latin1')),
  ssh: (socket) => send(socket, 'SSH-2.0-OpenSSH_9.6\r\n'),
  upgrade: (socket) => send(socket, head(101, 'connection: upgrade', 'upgrade: websocket')),
  'both-lengths': (socket) =>
    send(socket, `${head(200, 'content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`),
  'two-lengths': (socket) => send(socket, `${head(200, 'content-length: 1', 'content-length: 2')}ab`),
  'negative-length': (socket) => send(socket, head(200, 'content-length: -1')),
  'bad-chunk': (socket) => send(socket, `${head(200, 'transfer-encoding: chunked')}zz\r\n`),
  /** An empty SETTINGS and a GOAWAY frame (RFC 9113, sections 6.5 and 6.8). */
  'http2-goaway': (socket) =>
    send(socket, Buffer.from(`000000040000000000${'000008070000000000'}${'0000000000000000'}`, 'hex')),

  // Hanging up.
  'reset-before': (socket) => socket.resetAndDestroy(),
  'close-before': (socket) => socket.end(),
  'close-in-headers': (socket) => socket.end('HTTP/1.1 200 OK\r\nx-'),
  'reset-in-headers': (socket) => thenReset(socket, 'HTTP/1.1 200 OK\r\nx-'),
  'close-in-body': (socket) => socket.end(`${head(200, 'content-length: 10')}abc`),
  'reset-in-body': (socket) => thenReset(socket, `${head(200, 'content-length: 10')}abc`),
  'close-in-chunk': (socket) => socket.end(`${head(200, 'transfer-encoding: chunked')}5\r\nab`),

  // Kept connections that go wrong.
  'closing-later': async (socket, { count }) => {
    answer(socket, 200, `n=${count}`);
    await sleep(100);
    socket.destroy();
  },
  'dying-at-second': (socket, { count }) =>
    count === 2 ? socket.resetAndDestroy() : answer(socket, 200, `n=${count}`),
  poisoning: (socket, { count }) => {
    answer(socket, 200, `n=${count}`);
    answer(socket, 200, 'poison');
  },
  'poisoning-later': async (socket, { count }) => {
    answer(socket, 200, `n=${count}`);
    await sleep(50);
    answer(socket, 200, 'poison');
  },
};

const DRIP_MS = 20;

function drip(socket, start, drop) {
  send(socket, start);
  const timer = setInterval(() => send(socket, drop), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}

/** Writes as fast as the other side reads. */
function pump(socket, start, chunk, most) {
  send(socket, start);
  let written = 0;
  const more = () => {
    while (socket.writable && written < most) {
      written += chunk.length;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', more);
  more();
}

/** The first bytes must have left before a reset throws away what is still to be sent. */
function thenReset(socket, text) {
  socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), DRIP_MS));
}

function send(socket, bytes) {
  if (socket.writable) socket.write(bytes);
}

const answer = (socket, status, text) =>
  send(socket, `${head(status, `content-length: ${Buffer.byteLength(text)}`)}${text}`);

const head = (status, ...headers) =>
  `HTTP/1.1 ${status} X\r\n${headers.join('\r\n')}${headers.length > 0 ? '\r\n' : ''}\r\n`;

const interim = (count) => 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(count);

const isBodiless = (status) => status === 204 || status === 304;

const numberIn = (url, name, fallback) => Number(url.searchParams.get(name) ?? fallback);

/** 300 MB in 300 kB, as 30 members (RFC 1952, section 2.2), which inflate to one stream. */
const MEMBER = gzipSync(Buffer.alloc(10_000_000));
const BOMB = Buffer.concat(Array.from({ length: 30 }, () => MEMBER));
