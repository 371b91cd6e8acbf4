import { AdaptiveLimit, FIRST_LIMIT } from './adaptive-limit';
import type { Verdict } from './attempt-verdict';
import { type BreakerChange, type BreakerState, CircuitBreaker } from './circuit-breaker';
import { LaneSpeed, type Speed } from './lane-speed';
import { RateLimit } from './rate-limit';

/** What a lane has learned of its receiver, for whoever holds it next. Times count from the moment it is read. */
export interface PaceState {
  readonly restMs: number;
  readonly breaker: BreakerState;
  readonly limit: number;
  readonly speed: Speed;
  readonly rateWaitMs: number;
}

/** What is known of a receiver that was never sent anything. */
export const NEW_PACE: PaceState = {
  restMs: 0,
  breaker: { isOpen: false, trips: 0, failures: 0, recent: { ageMs: 0, good: 0, failed: 0 } },
  limit: FIRST_LIMIT,
  speed: 'unknown',
  rateWaitMs: 0,
};

/** What the owner of an endpoint allows. */
export interface PaceLimits {
  readonly max_concurrency: number;
  readonly rate_per_second: number | null;
}

/**
 * How fast a lane sends: as much at once as its receiver has shown to bear, as often as its owner allows, and not at all while the
 * receiver wants to be left alone or its breaker is open. Times are milliseconds of a clock that only goes forward.
 */
export class LanePace {
  private readonly breaker: CircuitBreaker;
  private readonly limit: AdaptiveLimit;
  private readonly speeds: LaneSpeed;
  private readonly rate: RateLimit;
  private restsUntil: number;

  constructor(
    state: PaceState,
    now: number,
    private readonly random: () => number = Math.random,
  ) {
    this.breaker = new CircuitBreaker(state.breaker, now);
    this.limit = new AdaptiveLimit(state.limit, this.breaker.isOnTrial);
    this.speeds = new LaneSpeed(state.speed);
    this.rate = new RateLimit(now + state.rateWaitMs);
    this.restsUntil = state.restMs > 0 ? now + state.restMs : Number.NEGATIVE_INFINITY;
  }

  get speed(): Speed {
    return this.speeds.now;
  }

  /** Whether the next request is a probe of a receiver whose breaker is open. */
  get isProbing(): boolean {
    return this.breaker.isOpen;
  }

  /** Whether nothing may be sent for a while. */
  isResting(now: number): boolean {
    return now < this.restsUntil;
  }

  /** How many requests may be open at once now. */
  most({ max_concurrency: allowed }: PaceLimits): number {
    return this.breaker.isOpen ? 1 : Math.min(this.limit.now, allowed);
  }

  /** Takes up to `wanted` requests beside the `open` ones, and answers how many may begin now. */
  begin({ wanted, open }: { wanted: number; open: number }, limits: PaceLimits, now: number): number {
    if (this.isResting(now)) return 0;
    return this.rate.take(
      Math.max(0, Math.min(wanted, this.most(limits) - open)),
      limits.rate_per_second,
      now,
    );
  }

  /** The last `count` that began go out `now` or later: what they need had to be read first. */
  sentAt(count: number, limits: PaceLimits, now: number): void {
    this.rate.sentAt(count, limits.rate_per_second, now);
  }

  /** Takes the end of a request. That what is replayed fails does not open the breaker: only as a probe does it count there. */
  ended(
    verdict: Verdict,
    { isProbe, isReplay = false, limits }: { isProbe: boolean; isReplay?: boolean; limits: PaceLimits },
    now: number,
  ): BreakerChange {
    this.speeds.answered(verdict.durationMs, verdict.isTimeout);
    if (verdict.isOverloaded) this.limit.overloaded();
    else if (verdict.isDelivered) this.limit.answered(limits.max_concurrency);
    const { isDelivered } = verdict;
    const change = isReplay && !isProbe ? 'none' : this.breaker.ended({ isDelivered, isProbe }, now);
    if (change === 'closed') this.limit.ramp();
    if (change === 'opened') this.rest(this.breaker.probeInMs(this.random), now);
    this.rest(verdict.restMs, now);
    return change;
  }

  state(now: number): PaceState {
    return {
      restMs: Math.max(0, this.restsUntil - now),
      breaker: this.breaker.state(now),
      limit: this.limit.now,
      speed: this.speeds.now,
      rateWaitMs: Math.max(0, this.rate.freeAt - now),
    };
  }

  private rest(ms: number, now: number): void {
    this.restsUntil = Math.max(this.restsUntil, now + ms);
  }
}
