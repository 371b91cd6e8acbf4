import type { Transaction } from '@platform/database';

import type { AttemptResult } from './delivery-results';
import type { LossReason } from './webhook-endpoint.entity';

/** An endpoint that must be stopped because of how it answers. */
export interface LostEndpoint {
  readonly endpoint_id: string;
  readonly workspace_id: string;
  readonly reason: LossReason;
}

/** When an endpoint counts as hopeless. */
export const HOPELESS_AFTER = { days: 5, attempts: 20 };
/** An address that must not be called is no mistake of a moment after so many tries in a row. */
export const BLOCKED_AFTER = 3;

/** Notes in the lanes how their receivers answered, and answers which are to be stopped. */
export async function rateLanes(tx: Transaction, results: readonly AttemptResult[]): Promise<LostEndpoint[]> {
  if (results.length === 0) return [];
  const lanes = [...Map.groupBy(results, ({ delivery }) => delivery.endpoint_id)].map(ratingOf);
  const column = <Name extends keyof Rating>(name: Name) => lanes.map((lane) => lane[name]);
  const rated = await tx.sql<RatedLane>('lanes.rate', RATE, [
    ...RATED.map(column),
    lanes.map(({ pace }) => pace?.restMs ?? null),
    lanes.map(({ pace }) => pace?.rateWaitMs ?? null),
    lanes.map(({ pace }) => pace && (pace.breaker.isOpen ? 'open' : 'closed')),
    lanes.map(({ pace }) => pace?.breaker.trips ?? null),
    lanes.map(({ pace }) => pace?.breaker.recent.ageMs ?? null),
    lanes.map(({ pace }) => pace?.breaker.recent.good ?? null),
    lanes.map(({ pace }) => pace?.breaker.recent.failed ?? null),
    lanes.map(({ pace }) => pace?.limit ?? null),
    lanes.map(({ pace }) => pace?.speed ?? null),
    HOPELESS_AFTER.attempts,
    HOPELESS_AFTER.days,
    BLOCKED_AFTER,
  ]);
  return rated
    .filter((lane) => lane.is_blocked || lane.is_hopeless)
    .map(({ is_blocked, is_hopeless: _, ...endpoint }) => ({
      ...endpoint,
      reason: is_blocked ? 'blocked_address' : 'failing',
    }));
}

const RATED = [
  'endpointId',
  'isLive',
  'status',
  'error',
  'hasGood',
  'failures',
  'hasUnblocked',
  'blocked',
] as const;

interface RatedLane {
  readonly endpoint_id: string;
  readonly workspace_id: string;
  readonly is_hopeless: boolean;
  readonly is_blocked: boolean;
}

type Rating = ReturnType<typeof ratingOf>;

/**
 * What a lane's results, in their order, say together. How fast its receiver is sent to is learned of all of them; of how it fares,
 * what is replayed says nothing.
 */
function ratingOf([endpointId, all]: [string, AttemptResult[]]) {
  const results = all.filter(({ delivery }) => delivery.replay_id === null);
  const last = results.at(-1);
  const lastGood = results.findLastIndex(({ outcome }) => outcome.isDelivered);
  const lastUnblocked = results.findLastIndex(({ outcome }) => outcome.error !== 'blocked_address');
  return {
    endpointId,
    isLive: results.length > 0,
    status: last?.outcome.status ?? null,
    error: last?.outcome.error ?? null,
    hasGood: lastGood >= 0,
    failures: results.length - 1 - lastGood,
    hasUnblocked: lastUnblocked >= 0,
    blocked: results.length - 1 - lastUnblocked,
    pace: all.at(-1)?.pace ?? null,
  };
}

const after = (ms: string): string => `now() + rated.${ms} * interval '1 millisecond'`;

/** A lane whose pace is not told keeps what it has. */
const RATE = `
  UPDATE lanes SET
    last_status = CASE WHEN rated.is_live THEN rated.status ELSE last_status END,
    last_error = CASE WHEN rated.is_live THEN rated.error ELSE last_error END,
    fail_streak = CASE WHEN rated.has_good THEN rated.failures ELSE fail_streak + rated.failures END,
    failing_since = CASE WHEN NOT rated.is_live THEN failing_since WHEN rated.failures = 0 THEN NULL
      WHEN rated.has_good THEN now() ELSE coalesce(failing_since, now()) END,
    blocked_streak = CASE WHEN rated.has_unblocked THEN rated.blocked ELSE blocked_streak + rated.blocked END,
    rest_until = CASE WHEN rated.rest_ms IS NULL THEN rest_until
      WHEN rated.rest_ms > 0 THEN ${after('rest_ms')} END,
    rate_free_at = CASE WHEN rated.rate_wait_ms IS NULL THEN rate_free_at
      WHEN rated.rate_wait_ms > 0 THEN ${after('rate_wait_ms')} END,
    breaker = coalesce(rated.breaker, lanes.breaker),
    breaker_trips = coalesce(rated.trips, breaker_trips),
    recent_since = coalesce(now() - rated.recent_age_ms * interval '1 millisecond', recent_since),
    recent_good = coalesce(rated.recent_good, lanes.recent_good),
    recent_failed = coalesce(rated.recent_failed, lanes.recent_failed),
    send_limit = coalesce(rated.send_limit, lanes.send_limit),
    speed = coalesce(rated.speed, lanes.speed)
  FROM unnest($1::uuid[], $2::boolean[], $3::smallint[], $4::text[], $5::boolean[], $6::integer[], $7::boolean[],
      $8::integer[], $9::float8[], $10::float8[], $11::text[], $12::integer[], $13::float8[], $14::integer[],
      $15::integer[], $16::integer[], $17::text[])
    AS rated (endpoint_id, is_live, status, error, has_good, failures, has_unblocked, blocked,
      rest_ms, rate_wait_ms, breaker, trips, recent_age_ms, recent_good, recent_failed, send_limit, speed)
  WHERE lanes.endpoint_id = rated.endpoint_id
  RETURNING lanes.endpoint_id, workspace_id,
    coalesce(rated.is_live AND fail_streak >= $18 AND failing_since <= now() - $19 * interval '1 day', false)
      AS is_hopeless,
    rated.is_live AND blocked_streak >= $20 AS is_blocked`;
