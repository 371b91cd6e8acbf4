import type { KeyObject } from 'node:crypto';

import type { OutboundHttp, OutboundResult } from '@platform/outbound-http';

import type { UnsentReason } from './events-for-owners';
import { retryAfterMs } from './retry-schedule';
import { signedHeaders } from './signature';

/** What is sent, to where, and with which secrets. */
export interface Message {
  /** The same at every attempt: receivers tell duplicates by it. */
  readonly id: string;
  readonly url: string;
  readonly endpointId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: string[];
  readonly privateKeys: readonly KeyObject[];
  readonly body: Buffer;
  /** Counts from 1. */
  readonly attempt: number;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** What came of one attempt. */
export interface AttemptOutcome {
  readonly attemptedAt: Date;
  readonly durationMs: number;
  /** The HTTP status, null when none came. */
  readonly status: number | null;
  /** A stable code of why there was no usable answer. */
  readonly error: string | null;
  readonly response: Buffer | null;
  readonly isDelivered: boolean;
  /** The receiver's wish, if it had one, for when to come back. */
  readonly retryAfterMs: number | null;
  /** Why nothing was sent, so that there was no attempt at all. */
  readonly unsent?: UnsentReason;
}

/** The receiver says that it is gone for good (RFC 9110, section 15.5.11). */
export const GONE = 410;

/** Sends one message, signed as Standard Webhooks tells, and answers what came of it; never throws for what receivers do. */
export async function attempt(outbound: OutboundHttp, message: Message): Promise<AttemptOutcome> {
  const { id, url, endpointId, headers, secrets, privateKeys, body, now, signal } = message;
  const result = await outbound.post({
    url,
    body,
    headers: {
      ...headers,
      ...signedHeaders({ id, body, secrets, privateKeys, now }),
      'webhook-attempt': String(message.attempt),
      'webhook-endpoint': endpointId,
    },
    ...(signal && { signal }),
  });
  return outcomeOf(result, now);
}

function outcomeOf(result: OutboundResult, now: Date): AttemptOutcome {
  const { durationMs, status = null } = result;
  const answered = { attemptedAt: now, durationMs, status };
  if (!result.ok) {
    return { ...answered, error: result.error, response: null, isDelivered: false, retryAfterMs: null };
  }
  const isDelivered = result.status >= 200 && result.status < 300;
  return {
    ...answered,
    error: isDelivered ? null : 'unexpected_status',
    response: result.bodyHead,
    isDelivered,
    retryAfterMs: retryAfterMs(result.headers['retry-after'], now),
  };
}
