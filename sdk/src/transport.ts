import { ConnectionError, TimeoutError } from './errors.ts';
import { MAX_TIMER_MS, orAbort } from './pause.ts';
import { type RetryPolicy, withRetries } from './retries.ts';
import type { TokenSource } from './token-source.ts';

/** A request that can be sent any number of times. */
export interface Sendable {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
  readonly signal: AbortSignal;
}

/** How requests leave and how long they may take. */
export interface TransportOptions extends RetryPolicy {
  readonly fetch: typeof globalThis.fetch;
  /** The longest that one attempt may take, answer included, in milliseconds. */
  readonly timeoutMs: number;
}

/** Sends a request with a token: retries what may pass, and fetches a refused token anew once. */
export async function sendAuthorised(
  request: Request,
  tokens: TokenSource,
  options: TransportOptions,
): Promise<Response> {
  const sendable = await sendableFrom(request);
  const token = await tokens.current(request.signal);
  const response = await send(withToken(sendable, token), options);
  if (response.status !== 401) return response;
  const fresh = await tokens.renewed(token, request.signal);
  return fresh === token ? response : send(withToken(sendable, fresh), options);
}

/** Sends a request without a token: retries what may pass. */
export const sendAnonymous = async (request: Request, options: TransportOptions): Promise<Response> =>
  send(await sendableFrom(request), options);

/** Sends a request, and again while the failure is one that may pass; the headers stay the same. */
export const send = (request: Sendable, options: TransportOptions): Promise<Response> =>
  withRetries(() => attempt(request, options), request, options);

async function sendableFrom(request: Request): Promise<Sendable> {
  const { method, url, headers, signal } = request;
  const bytes = new Uint8Array(await request.arrayBuffer());
  return { method, url, headers, signal, body: bytes.length > 0 ? bytes : undefined };
}

function withToken(sendable: Sendable, token: string): Sendable {
  const headers = new Headers(sendable.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...sendable, headers };
}

async function attempt(request: Sendable, { fetch, timeoutMs }: TransportOptions): Promise<Response> {
  const { method, url, headers, body, signal } = request;
  signal.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), Math.min(timeoutMs, MAX_TIMER_MS));
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    const init = { method, headers, signal: either, redirect: 'manual', credentials: 'omit' } as const;
    const answer = fetch(url, { ...init, ...(body !== undefined && { body }) }).then(whole);
    // Raced, because not every fetch that a caller brings heeds its signal to the end of the body.
    return await orAbort(answer, either);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (deadline.signal.aborted) {
      throw new TimeoutError(`No answer to ${method} ${url} within ${timeoutMs} ms`, { cause });
    }
    throw new ConnectionError(`No answer to ${method} ${url}: ${reason(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** JSON and errors are read to the end within the attempt; anything else, such as an export, is left a stream. */
async function whole(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  if (response.body === null || (response.ok && !isJson)) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** Node's fetch hides what went wrong (`ECONNREFUSED` …) in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message ? cause.message : error.message;
}
