import { type AttemptOutcome, GONE } from './attempt';
import type { NextStep } from './delivery-results';

/** The wait in milliseconds after so many failed tries, or null when there are no more. */
export type Schedule = (failedTries: number) => number | null;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What follows from an attempt, `failedTries` counting it when it failed: a receiver that is gone keeps its deliveries, and a failed probe of
 * one that was not expected to answer takes no try.
 */
export function nextStep(
  outcome: AttemptOutcome,
  { failedTries, isProbe = false }: { failedTries: number; isProbe?: boolean },
  schedule: Schedule,
): NextStep {
  if (outcome.isDelivered) return { state: 'delivered' };
  if (outcome.error === 'event_expired') return { state: 'failed' };
  if (isProbe) return { state: 'pending', retryInMs: outcome.retryAfterMs ?? 0, isFree: true };
  const waitMs = schedule(failedTries) ?? (outcome.status === GONE ? DAY_MS : null);
  if (waitMs === null) return { state: 'failed' };
  return { state: 'pending', retryInMs: Math.max(waitMs, outcome.retryAfterMs ?? 0) };
}
