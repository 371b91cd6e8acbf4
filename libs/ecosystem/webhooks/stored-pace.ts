import type { PaceState } from './lane-pace';
import type { Speed } from './lane-speed';

/** The columns of a lane that say how it sends, with the times as they are seen when it is claimed. */
export interface StoredPace {
  readonly rest_ms: number;
  readonly rate_wait_ms: number;
  readonly breaker: 'open' | 'closed';
  readonly breaker_trips: number;
  readonly fail_streak: number;
  readonly recent_age_ms: number;
  readonly recent_good: number;
  readonly recent_failed: number;
  readonly send_limit: number;
  readonly speed: Speed;
}

const until = (column: string): string =>
  `coalesce(extract(epoch FROM ${column} - clock_timestamp()) * 1000, 0)::float8`;

/** What a claim reads of them. */
export const STORED_PACE = `${until('rest_until')} AS rest_ms, ${until('rate_free_at')} AS rate_wait_ms, breaker,
  breaker_trips, fail_streak, -${until('recent_since')} AS recent_age_ms, recent_good, recent_failed, send_limit, speed`;

export const paceOf = (row: StoredPace): PaceState => ({
  restMs: Math.max(0, row.rest_ms),
  rateWaitMs: Math.max(0, row.rate_wait_ms),
  breaker: {
    isOpen: row.breaker === 'open',
    trips: row.breaker_trips,
    failures: row.fail_streak,
    recent: { ageMs: row.recent_age_ms, good: row.recent_good, failed: row.recent_failed },
  },
  limit: row.send_limit,
  speed: row.speed,
});
