import type { AttemptOutcome } from './attempt';

/** What an attempt tells about its receiver. */
export interface Verdict {
  readonly isDelivered: boolean;
  /** The receiver has too much to do: it is sent less at a time. */
  readonly isOverloaded: boolean;
  readonly isTimeout: boolean;
  readonly durationMs: number;
  /** How long the receiver wants to be left alone altogether. */
  readonly restMs: number;
}

const OVERLOADED = new Set([429, 502, 503, 504]);
/** With these a receiver speaks of itself and not of one delivery (RFC 6585, section 4; RFC 9110, section 15.6.4). */
const SPEAKS_OF_ITSELF = new Set([429, 503]);
const TIMEOUTS = new Set(['timeout', 'connect_timeout']);
/** No request was made: nothing is known of the receiver. */
const OURS = new Set(['event_expired', 'internal_error', 'aborted']);

/** What an outcome tells about the receiver; null when it is no doing of the receiver's. */
export function verdictOf({
  isDelivered,
  status,
  error,
  durationMs,
  retryAfterMs,
}: AttemptOutcome): Verdict | null {
  if (error !== null && OURS.has(error)) return null;
  const isTimeout = error !== null && TIMEOUTS.has(error);
  return {
    isDelivered,
    isTimeout,
    isOverloaded: isTimeout || (status !== null && OVERLOADED.has(status)),
    durationMs,
    restMs: status !== null && SPEAKS_OF_ITSELF.has(status) ? (retryAfterMs ?? 0) : 0,
  };
}

const CLASS_OF_ERROR: Readonly<Record<string, string>> = {
  timeout: 'timeout',
  connect_timeout: 'timeout',
  connect_failed: 'connection',
  connection_reset: 'connection',
  dns_failed: 'dns',
  tls_failed: 'tls',
  blocked_address: 'blocked',
};

/** The kind of result that metrics count. */
export function resultClassOf({ status, error }: Pick<AttemptOutcome, 'status' | 'error'>): string {
  if (error !== null && CLASS_OF_ERROR[error] !== undefined) return CLASS_OF_ERROR[error];
  if (status === null) return 'other';
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`;
}
