import type { IncomingMessage } from 'node:http';
import { OutboundError } from './outbound-error';

/** What a receiver answered, whatever its status. */
export interface OutboundAnswer {
  status: number;
  /** The few headers worth keeping, names in lower case, values cut at 1,024 characters. */
  headers: Record<string, string>;
  /** The first 4,096 bytes of the body (or as many as were asked for) as they came, never inflated. */
  bodyHead: Buffer;
  /** Whether the body was longer than what is kept. */
  isBodyCut: boolean;
}

const MOST_READ_BYTES = 16_384;
const MOST_KEPT_BYTES = 4_096;
const LONGEST_HEADER = 1_024;
const KEPT_HEADERS = ['content-type', 'content-encoding', 'date', 'location', 'retry-after', 'server'];

/**
 * Reads an answer: at most 16 kB of its body, then it is enough and the rest is not waited for. Calls `done` at once
 * (never a turn later, when the connection may have been closed) with the answer or with why it is not complete; calls
 * after the first mean nothing.
 */
export function readAnswer(
  response: IncomingMessage,
  done: (end: OutboundAnswer | Error) => void,
  keptBytesMost: number | undefined,
): void {
  const mostKeptBytes = keptBytesMost ?? MOST_KEPT_BYTES;
  const mostReadBytes = keptBytesMost ?? MOST_READ_BYTES;
  const kept: Buffer[] = [];
  let readBytes = 0;
  let keptBytes = 0;
  const finish = () =>
    done({
      status: response.statusCode ?? 0,
      headers: keptHeaders(response),
      bodyHead: Buffer.concat(kept),
      isBodyCut: readBytes > keptBytes,
    });
  response.on('data', (chunk: Buffer) => {
    const head = chunk.subarray(0, mostKeptBytes - keptBytes);
    if (head.length > 0) kept.push(head);
    keptBytes += head.length;
    readBytes += chunk.length;
    if (readBytes >= mostReadBytes) finish();
  });
  response.once('end', finish);
  response.on('error', done);
  response.once('close', () => done(new OutboundError('connection_reset')));
}

function keptHeaders(response: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = response.headers[name];
    if (typeof value === 'string') kept[name] = value.slice(0, LONGEST_HEADER);
  }
  return kept;
}
