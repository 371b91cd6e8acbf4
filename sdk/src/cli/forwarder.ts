import { pause } from '../pause.ts';
import { userAgent } from '../user-agent.ts';
import type { DealwrightEvent } from '../webhook-event.ts';
import { dim, green, paintStatus, red, say } from './terminal.ts';
import { signedHeaders } from './webhook-signing.ts';

/** One deadline for connecting and the whole answer, as when the product delivers. */
const TIMEOUT_MS = 15_000;
/** A receiver that is being restarted is there again after a few seconds. */
const PAUSES_MS = [500, 2000, 5000];

/** What became of forwarding an event. */
export interface Forwarded {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly attempts: number;
}

/** Where events go, and what about them is said. */
export interface Target {
  readonly url: string;
  readonly secret: string;
  readonly json: boolean;
  /** More headers, such as `webhook-test` of made-up events. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends an event as the product delivers it: signed, the same body each time, up to four times; any 2xx is a success. */
export async function forward(event: DealwrightEvent, target: Target): Promise<Forwarded> {
  const body = JSON.stringify(event);
  for (let attempts = 1; ; attempts += 1) {
    const began = Date.now();
    const outcome = await attempt(event.id, body, target);
    const result: Forwarded = { ...outcome, attempts };
    report(event, result, { ...target, durationMs: Date.now() - began });
    const waitMs = PAUSES_MS[attempts - 1];
    if (result.delivered || waitMs === undefined || target.signal?.aborted) return result;
    await pause(waitMs, target.signal).catch(() => undefined);
    if (target.signal?.aborted) return result;
  }
}

type Outcome = Omit<Forwarded, 'attempts'>;

async function attempt(id: string, body: string, { url, secret, headers, signal }: Target): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'user-agent': userAgent('dealwright-listen') ?? 'dealwright-listen',
        ...headers,
        ...signedHeaders(id, body, secret),
      },
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
    });
    // Read and let go: the connection is free for the next one.
    await response.arrayBuffer();
    return { delivered: response.ok, status: response.status, error: null };
  } catch (error) {
    return { delivered: false, status: null, error: reason(error) };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : codeOf(cause) || error.message;
}

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

function report(
  event: DealwrightEvent,
  result: Forwarded,
  { json, durationMs }: Target & { durationMs: number },
) {
  const { delivered, status, error, attempts } = result;
  const { id, type, sequence } = event;
  if (json) {
    say(
      JSON.stringify({
        id,
        type,
        sequence,
        delivered,
        status,
        error,
        attempt: attempts,
        duration_ms: durationMs,
      }),
    );
    return;
  }
  const outcome = status === null ? red(error ?? 'failed') : paintStatus(status);
  const mark = delivered ? green('✓') : red('✗');
  const again = attempts > 1 ? dim(` (attempt ${attempts})`) : '';
  say(`${mark} ${type}  ${dim(id)}  ${outcome}  ${dim(`${durationMs} ms`)}${again}`);
}
