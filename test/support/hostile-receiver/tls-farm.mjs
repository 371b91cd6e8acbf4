import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

import { identityFor } from './certificates.mjs';

/** The name that the certificates are for; it means this machine. */
export const TLS_HOST = 'receiver.localhost';
const DAY_MS = 86_400_000;

/**
 * Receivers that differ in their certificate or in how they speak TLS, each with the certificate to trust for it. What
 * is said to the one that answers in plain text is handed to `listener`.
 */
export function tlsFarm(listener) {
  const good = identityFor(TLS_HOST);
  const old = (version) => ({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' });
  const speaking = (identity, options = {}) => ({
    certificate: identity.cert,
    server: https.createServer({ ...identity, ...options }, answerSecurely),
  });
  return {
    good: speaking(good),
    expired: speaking(identityFor(TLS_HOST, { endsAt: Date.now() - DAY_MS })),
    'other-host': speaking(identityFor('other.example')),
    'weak-key': speaking(identityFor(TLS_HOST, { key: 'rsa-1024' }), { ciphers: 'DEFAULT@SECLEVEL=0' }),
    'weak-cipher': speaking(good, {
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0',
    }),
    'tls-1.0': speaking(good, old('TLSv1')),
    'tls-1.1': speaking(good, old('TLSv1.1')),
    'no-close-notify': { certificate: good.cert, server: withoutCloseNotify(good) },
    'plain-text': {
      certificate: good.cert,
      server: net.createServer((socket) => answerPlainly(socket, listener)),
    },
    'silent-handshake': {
      certificate: good.cert,
      server: net.createServer((socket) => socket.on('error', ignore).resume()),
    },
    'closing-handshake': { certificate: good.cert, server: net.createServer(closeAtHello) },
  };
}

function answerSecurely(request, response) {
  request.resume();
  response.end('secure');
}

function answerPlainly(socket, listener) {
  socket.on('error', ignore).on('data', listener);
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
}

function closeAtHello(socket) {
  socket.on('error', ignore).once('data', () => socket.destroy());
}

/** Cuts the connection below TLS in the middle of an answer. */
function withoutCloseNotify(identity) {
  const raw = new Map();
  const server = tls.createServer(identity, (socket) => {
    socket.on('error', ignore).once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', () =>
        raw.get(socket.remotePort)?.destroy(),
      );
    });
  });
  server.on('connection', (socket) => raw.set(socket.remotePort, socket));
  return server;
}

function ignore() {}
