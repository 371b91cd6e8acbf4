import { type AttemptOutcome, GONE } from './attempt';
import type { NextStep } from './delivery-results';
import type { Ordering } from './ordering';

/** The wait in milliseconds after so many failed tries, or null when there are no more. */
export type Schedule = (failedTries: number) => number | null;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What follows from an attempt, `failedTries` counting it when it failed: a receiver that is gone keeps its deliveries. */
export function nextStep(outcome: AttemptOutcome, failedTries: number, schedule: Schedule): NextStep {
  if (outcome.isDelivered) return { state: 'delivered' };
  if (outcome.error === 'event_expired') return { state: 'failed' };
  const waitMs = schedule(failedTries) ?? (outcome.status === GONE ? DAY_MS : null);
  if (waitMs === null) return { state: 'failed' };
  return { state: 'pending', retryInMs: Math.max(waitMs, outcome.retryAfterMs ?? 0) };
}

/**
 * The same where an order is kept: what is given up is not passed over. A record's delivery is parked, and holds back the
 * later ones of its record; with one order for all, the whole endpoint waits for its owner. A replay goes on, and so
 * does what can never be sent, its event being past its retention.
 */
export function nextStepInOrder(
  next: NextStep,
  { outcome, ordering, replayId }: { outcome: AttemptOutcome; ordering: Ordering; replayId: string | null },
): NextStep {
  if (next.state !== 'failed' || replayId !== null || outcome.error === 'event_expired') return next;
  if (ordering === 'record') return { state: 'parked' };
  return ordering === 'endpoint' ? { state: 'pending', retryInMs: DAY_MS, isBlocking: true } : next;
}
