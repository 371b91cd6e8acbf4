import type { Socket } from 'node:net';

import { newUuid, toTypeId } from '@platform/ids';

import { frameworkProblem, problemBody } from './send-problem';

type ConnectionError = Error & { readonly code?: string };

const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** A connection that is closed while its caller still sends is reset, and the answer lost (RFC 9112, section 9.6). */
const LINGERS_MS = 1000;

/**
 * Answers what is no HTTP request, comes too slowly or has too much in its headers. Node hands over nothing but the socket,
 * so the answer is written by hand; the connection ends, because nobody can tell where the next request begins.
 */
export const answerClientError =
  (publicUrl: string) =>
  (error: ConnectionError, socket: Socket): void => {
    // What arrives after the answer fails as well.
    if (error.code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
    socket.end(answer(publicUrl, STATUSES[error.code ?? ''] ?? 400));
    setTimeout(() => socket.destroy(), LINGERS_MS).unref();
  };

function answer(publicUrl: string, status: number): string {
  const requestId = toTypeId('request', newUuid());
  const problem = frameworkProblem(status);
  const body = JSON.stringify(problemBody(publicUrl, problem, requestId));
  return [
    `HTTP/1.1 ${status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
