import type { ClientCredentials } from './client-credentials.ts';
import type { RetryNotice } from './retries.ts';

/** Exactly one kind of credential. */
export type Credentials =
  | {
      /** A private app key. */
      readonly key: string;
    }
  | ClientCredentials
  | {
      /** Answers a bearer token; asked before each request, and once more after a 401. */
      readonly token: () => Promise<string>;
    };

/** Where the server is and how patient the client is. */
export interface ConnectionOptions {
  /** The server's address without `/v1`, such as `https://crm.example.com`. */
  readonly baseUrl: string;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The longest that one attempt may take, in milliseconds; 30,000 unless told. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is tried again after the first attempt; 4 unless told. */
  readonly maxRetries?: number | undefined;
  /** A server that asks for a longer wait (`Retry-After`), in milliseconds, is not waited for; 60,000 unless told. */
  readonly maxRetryDelayMs?: number | undefined;
  /** Your program's name, such as `shop-sync/2.1`: put before the client's own; browsers send theirs instead. */
  readonly userAgent?: string | undefined;
  /** Told of each retry before the wait, for logs. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
}

/** What `new Dealwright(…)` takes. */
export type DealwrightOptions = ConnectionOptions & Credentials;

/** What every call takes as its last argument. */
export interface RequestOptions {
  /** Ends the call, its retries and its waits; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's, in milliseconds for one attempt. */
  readonly timeoutMs?: number | undefined;
  /** Instead of the client's. */
  readonly maxRetries?: number | undefined;
  /** Instead of the client's, in milliseconds. */
  readonly maxRetryDelayMs?: number | undefined;
  /** More headers, such as `Request-Id` or `traceparent`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
