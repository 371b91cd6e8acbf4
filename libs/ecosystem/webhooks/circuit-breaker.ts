/** When a breaker opens. */
export const OPENS_AT = { inARow: 10, attempts: 20, share: 0.5, withinMs: 60_000 };

const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 10 * 60_000;
const MOST_JITTER = 0.25;
/** So many good answers in a row after a breaker closed, and its next opening is a first one again. */
const TRUSTED_AFTER = 20;

/** What a breaker knows, for whoever holds the lane next. Ages are of the moment when it was read. */
export interface BreakerState {
  readonly isOpen: boolean;
  /** How often it has opened without being trusted since. */
  readonly trips: number;
  /** Failures in a row. */
  readonly failures: number;
  /** The attempts of the running minute. */
  readonly recent: { readonly ageMs: number; readonly good: number; readonly failed: number };
}

/** What an attempt did to a breaker. */
export type BreakerChange = 'opened' | 'closed' | 'none';

/**
 * Keeps a receiver that does nothing but fail from being tried again and again: after 10 failures in a row, or when half of at
 * least 20 attempts in a minute fail, it opens. Then one attempt at a time is a probe, 5 s later and then after twice as long each time, 10
 * minutes at most; the first that succeeds closes it.
 */
export class CircuitBreaker {
  private open: boolean;
  private trips: number;
  private failures: number;
  private goods = 0;
  private minute: { since: number; good: number; failed: number };

  constructor({ isOpen, trips, failures, recent }: BreakerState, now: number) {
    this.open = isOpen;
    this.trips = trips;
    this.failures = failures;
    this.minute = { since: now - recent.ageMs, good: recent.good, failed: recent.failed };
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Whether it closed a short while ago: the receiver is given more step by step. */
  get isOnTrial(): boolean {
    return !this.open && this.trips > 0;
  }

  /** Takes the end of an attempt. What was under way when it opened says nothing new: only a probe does. */
  ended({ isDelivered, isProbe }: { isDelivered: boolean; isProbe: boolean }, now: number): BreakerChange {
    if (this.open && !isProbe) return 'none';
    if (this.open) return isDelivered ? this.close(now) : this.failedProbe();
    this.count(isDelivered, now);
    return this.hasHadEnough() ? this.trip() : 'none';
  }

  /** How long nothing is sent before the next probe; `random` gives 0 ≤ x < 1. */
  probeInMs(random: () => number): number {
    const waitMs = Math.min(FIRST_PROBE_MS * 2 ** (this.trips - 1), LONGEST_PROBE_MS);
    return Math.round(waitMs * (1 + MOST_JITTER * random()));
  }

  state(now: number): BreakerState {
    const { since, good, failed } = this.minute;
    const { open: isOpen, trips, failures } = this;
    return { isOpen, trips, failures, recent: { ageMs: now - since, good, failed } };
  }

  private count(isDelivered: boolean, now: number): void {
    if (now - this.minute.since > OPENS_AT.withinMs) this.minute = { since: now, good: 0, failed: 0 };
    if (isDelivered) {
      this.minute.good += 1;
      this.failures = 0;
      this.goods += 1;
      if (this.goods >= TRUSTED_AFTER) this.trips = 0;
    } else {
      this.minute.failed += 1;
      this.failures += 1;
      this.goods = 0;
    }
  }

  private hasHadEnough(): boolean {
    const { good, failed } = this.minute;
    const attempts = good + failed;
    return (
      this.failures >= OPENS_AT.inARow ||
      (attempts >= OPENS_AT.attempts && failed >= attempts * OPENS_AT.share)
    );
  }

  private trip(): BreakerChange {
    this.open = true;
    this.trips += 1;
    return 'opened';
  }

  private failedProbe(): BreakerChange {
    this.failures += 1;
    return this.trip();
  }

  private close(now: number): BreakerChange {
    this.open = false;
    this.failures = 0;
    this.goods = 1;
    this.minute = { since: now, good: 1, failed: 0 };
    return 'closed';
  }
}
