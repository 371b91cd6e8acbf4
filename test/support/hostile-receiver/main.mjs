// A receiver of webhooks that does everything wrong, in a process of its own: node test/support/hostile-receiver/main.mjs [port]
// It prints one line of JSON: `url` (add the name of an answer, such as /body-drip; answers.mjs has them all), `ports` of
// receivers that act before a request is read, `tls` with a port and a certificate each (all for `tlsHost`), and `control`:
// GET /seen tells how many requests and connections there were, POST /restart drops all connections and listens anew.
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { Worker } from 'node:worker_threads';

import { ANSWERS } from './answers.mjs';
import { TLS_HOST, tlsFarm } from './tls-farm.mjs';

const HOST = '127.0.0.1';
/** As many connections as fill the queue of a listener that accepts none. */
const FILLING = 4;
const MOST_HEARD = 10_000;

const requests = {};
let heard = '';
const open = new Set();
let connections = 0;

/** What happens before a request is read: each on a port of its own. */
const AT_ONCE = {
  /** Takes the connection and never reads; so it never learns of its end either, and is not counted. */
  deaf: { isDeaf: true, act: () => undefined },
  /** Speaks before it is asked. */
  blunt: { act: (socket) => socket.resume().write('\x00\xffgarbage\r\n\r\n', 'latin1') },
  resetting: { act: (socket) => socket.resetAndDestroy() },
  closing: { act: (socket) => socket.resume().end() },
};

let main = await listen(tracked(net.createServer(serve)), Number(process.argv[2] ?? 0));
const { port } = main.address();
const ports = { 'black-hole': await blackHole() };
for (const [name, { act, isDeaf = false }] of Object.entries(AT_ONCE)) {
  const server = net.createServer({ pauseOnConnect: isDeaf }, (socket) =>
    act(socket.on('error', () => undefined)),
  );
  ports[name] = (await listen(isDeaf ? server : tracked(server))).address().port;
}
const farm = {};
const listener = (chunk) => {
  heard = (heard + chunk.toString('latin1')).slice(-MOST_HEARD);
};
for (const [name, { server, certificate }] of Object.entries(tlsFarm(listener))) {
  farm[name] = { port: (await listen(tracked(server))).address().port, certificate };
}
const control = await listen(http.createServer(answerControl));
process.stdout.write(
  `${JSON.stringify({ url: `http://${HOST}:${port}`, ports, tlsHost: TLS_HOST, tls: farm, control: `http://${HOST}:${control.address().port}` })}\n`,
);
process.once('SIGTERM', () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();

async function listen(server, at = 0) {
  server.on('tlsClientError', () => undefined).listen(at, HOST);
  await once(server, 'listening');
  return server;
}

/** Keeps the connections of a server, so that they can be counted and dropped. */
function tracked(server) {
  return server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  });
}

/** Reads whole requests, one after the other, and hands each to its answer. */
function serve(socket) {
  let bytes = '';
  socket.on('data', (chunk) => {
    bytes += chunk.toString('latin1');
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.slice(0, end))?.[1] ?? 0);
      if (bytes.length < end + 4 + length) return;
      const path = bytes.split(' ', 2)[1];
      bytes = bytes.slice(end + 4 + length);
      requests[path] = (requests[path] ?? 0) + 1;
      const url = new URL(path, 'http://receiver');
      const act = ANSWERS[url.pathname.split('/')[1]] ?? notFound;
      void act(socket, { url, count: requests[path] });
    }
  });
}

const notFound = (socket) => socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');

/** A port whose connections are never made: its listener's thread is asleep, and its queue full. */
async function blackHole() {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '${HOST}', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const [at] = await once(worker, 'message');
  for (let filler = 0; filler < FILLING; filler += 1) net.connect(at, HOST).on('error', () => undefined);
  return at;
}

async function answerControl({ method, url }, response) {
  if (method === 'POST' && url === '/restart') await restart();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ requests, heard, connections: { all: connections, open: open.size } }));
}

async function restart() {
  const closed = once(main, 'close');
  main.close();
  for (const socket of open) socket.resetAndDestroy?.();
  await closed;
  main = await listen(tracked(net.createServer(serve)), port);
}
