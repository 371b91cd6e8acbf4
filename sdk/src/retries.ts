import { ConnectionError } from './errors.ts';
import { pause } from './pause.ts';
import { retryAfterMs } from './retry-after.ts';

/** What is told of each retry, before the wait. */
export interface RetryNotice {
  /** 1 for the first retry. */
  readonly retry: number;
  readonly delayMs: number;
  readonly method: string;
  readonly url: string;
  /** The status that is not taken for an answer, or null when none came. */
  readonly status: number | null;
  /** Why no answer came. */
  readonly error: ConnectionError | null;
}

/** How often and how patiently a request is tried again. */
export interface RetryPolicy {
  readonly maxRetries: number;
  /** A server that asks for a longer wait than this gets none: its answer is final. */
  readonly maxRetryDelayMs: number;
  readonly onRetry: ((notice: RetryNotice) => void) | undefined;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const RETRIED_STATUSES = new Set([429, 502, 503, 504]);

/** The first answer of `attempt` that stands: passing faults are retried with growing, jittered pauses. */
export async function withRetries(
  attempt: () => Promise<Response>,
  { method, url, signal }: { method: string; url: string; signal: AbortSignal },
  policy: RetryPolicy,
): Promise<Response> {
  for (let retry = 1; ; retry++) {
    const outcome = await settled(attempt);
    const delayMs = retry > policy.maxRetries ? null : await delayBefore(retry, outcome, policy);
    const error = outcome instanceof ConnectionError ? outcome : null;
    if (delayMs === null) {
      if (outcome instanceof ConnectionError) throw outcome;
      return outcome;
    }
    const status = outcome instanceof ConnectionError ? null : outcome.status;
    policy.onRetry?.({ retry, delayMs, method, url, status, error });
    await pause(delayMs, signal);
  }
}

/** Half of 0.5 s, 1 s, 2 s … 30 s is certain, the other half is chance, so that many callers do not return at once. */
export const backOffMs = (retry: number, random: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** (retry - 1), LONGEST_DELAY_MS) * (0.5 + random / 2);

async function settled(attempt: () => Promise<Response>): Promise<Response | ConnectionError> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof ConnectionError) return error;
    throw error;
  }
}

async function delayBefore(
  retry: number,
  outcome: Response | ConnectionError,
  { maxRetryDelayMs }: RetryPolicy,
): Promise<number | null> {
  const backOff = backOffMs(retry, Math.random());
  if (outcome instanceof ConnectionError) return backOff;
  if (!RETRIED_STATUSES.has(outcome.status) && !(await isWriteInProgress(outcome))) return null;
  const asked = retryAfterMs(outcome.headers, Date.now());
  if (asked === null) return backOff;
  return asked > maxRetryDelayMs ? null : asked;
}

/** The same write is still running elsewhere: soon its answer can be had with the same key. */
async function isWriteInProgress(response: Response): Promise<boolean> {
  if (response.status !== 409) return false;
  return (await response.clone().text()).includes('"write_in_progress"');
}
