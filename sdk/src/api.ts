import createClient, { type Middleware } from 'openapi-fetch';

import { remember } from './answer-meta.ts';
import { ConnectionError } from './errors.ts';
import type { paths } from './generated/api.d.ts';
import { problemFrom } from './problem-from.ts';
import { queryString } from './query-string.ts';
import type { TokenSource } from './token-source.ts';
import { sendAnonymous, sendAuthorised, type TransportOptions } from './transport.ts';

/** One call of one operation. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly maxRetryDelayMs?: number | undefined;
  /** Whether the body is bytes, sent as they are. */
  readonly takesBytes?: boolean | undefined;
  /** Whether the answer is bytes: a Blob. */
  readonly answersBytes?: boolean | undefined;
  /** Without a token. */
  readonly anonymous?: boolean | undefined;
}

/** openapi-fetch where the path is only known at run time. */
type SendRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ data?: unknown; response: Response }>;

/** The API as the client's parts use it; both throw a problem, a ConnectionError or the signal's reason. */
export interface Api {
  /** The answer's body. */
  perform(call: Call): Promise<unknown>;
  /** The answer's body and the response, for options as openapi-fetch takes them. */
  readonly request: SendRequest;
}

/** Connects openapi-fetch to the transport: authorised, retried, with problems thrown. */
export function connect(
  baseUrl: string,
  tokens: TokenSource,
  options: TransportOptions & { readonly userAgent: string | null },
): Api {
  const sender: Sender = (own, anonymous = false) => {
    const merged = { ...options, ...own };
    return (request) =>
      anonymous ? sendAnonymous(request, merged) : sendAuthorised(request, tokens, merged);
  };
  const client = createClient<paths>({ baseUrl, fetch: sender({}), querySerializer: queryString });
  client.use(requestHeaders(options.userAgent), thrownProblems);
  // The overloads of openapi-fetch for each path are the public types of this package already.
  const untyped = client.request as SendRequest;
  const request: SendRequest = async (method, path, init) => {
    const { data, response } = await untyped(method, path, init);
    remember(data, response);
    return { data, response };
  };
  return { request, perform: (call) => perform(request, call, sender) };
}

/** How the requests of a call leave: its own patience, and whether a token goes with them. */
type Sender = (
  own: Partial<TransportOptions>,
  anonymous?: boolean,
) => (request: Request) => Promise<Response>;

async function perform(request: SendRequest, call: Call, sender: Sender): Promise<unknown> {
  const { method, path, pathParameters, query, body, headers, signal, anonymous } = call;
  const { data } = await request(method, path, {
    params: { path: pathParameters, query },
    headers: call.takesBytes ? { 'content-type': mediaTypeOf(body), ...headers } : headers,
    fetch: sender(definedOnly(call), anonymous),
    ...(signal && { signal }),
    ...(body !== undefined && { body }),
    ...(call.takesBytes && { bodySerializer: (bytes: unknown) => bytes }),
    ...(call.answersBytes && { parseAs: 'blob' }),
  });
  return data;
}

const mediaTypeOf = (bytes: unknown): string =>
  (bytes instanceof Blob && bytes.type) || 'application/octet-stream';

function definedOnly({ timeoutMs, maxRetries, maxRetryDelayMs }: Call): Partial<TransportOptions> {
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxRetries !== undefined && { maxRetries }),
    ...(maxRetryDelayMs !== undefined && { maxRetryDelayMs }),
  };
}

/** Who asks, and a key that makes every write safe to send again. */
const requestHeaders = (userAgent: string | null): Middleware => ({
  onRequest({ request }) {
    if (userAgent) request.headers.set('user-agent', userAgent);
    if (!request.headers.has('accept')) request.headers.set('accept', 'application/json');
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
    if (isWrite && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', crypto.randomUUID());
    }
    return request;
  },
});

const thrownProblems: Middleware = {
  async onResponse({ response }) {
    if (response.status >= 400) throw await problemFrom(response, Date.now());
    if (isRedirect(response)) {
      const target = response.headers.get('location') ?? 'another address';
      throw new ConnectionError(`The server redirects to ${target}: use that as baseUrl`);
    }
  },
};

/** Followed, a redirect would turn a write into a read: browsers and Node then show it as it is, or as opaque. */
const isRedirect = ({ status, type }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304);
