import type { Database, Transaction } from '@platform/database';

import type { AttemptOutcome } from './attempt';
import type { DueDelivery } from './delivery-queue';
import { type FinishedOne, settle } from './finished-deliveries';
import { type Held, lockLanes } from './lane-claims';

/** What becomes of a delivery after an attempt. */
export type NextStep =
  | { readonly state: 'delivered' | 'failed' | 'parked' }
  | {
      readonly state: 'pending';
      readonly retryInMs: number;
      /** Whether its tries are used up and everything behind it waits for its owner. */
      readonly isBlocking?: boolean;
    };

/** A finished attempt and what follows from it. */
export interface AttemptResult {
  /** The claim under which it was made. */
  readonly lane: Held;
  readonly delivery: DueDelivery;
  readonly attemptId: string;
  readonly bodyHash: Buffer | null;
  readonly outcome: AttemptOutcome;
  readonly next: NextStep;
}

/** An endpoint that has done nothing but fail for too long. */
export interface HopelessEndpoint {
  readonly endpoint_id: string;
  readonly workspace_id: string;
}

/** When an endpoint counts as hopeless. */
export const HOPELESS_AFTER = { days: 5, attempts: 20 };

/**
 * Stores results in one transaction and answers which endpoints have become hopeless. Results of lanes that someone
 * else has claimed since are only logged as attempts: the new holder decides.
 */
export function storeResults(
  database: Database,
  results: readonly AttemptResult[],
): Promise<HopelessEndpoint[]> {
  return database.transaction(async (tx) => {
    const lanes = new Map(results.map(({ lane }) => [keyOf(lane), lane]));
    const ours = new Set((await lockLanes(tx, [...lanes.values()])).map(keyOf));
    const applied = results.filter(({ lane }) => ours.has(keyOf(lane)));
    await settle(tx, await moveFinished(tx, applied));
    await putBack(tx, applied);
    await logAttempts(tx, results);
    return rateLanes(tx, applied);
  });
}

const keyOf = ({ endpointId, epoch }: Held): string => `${endpointId} ${epoch}`;

async function moveFinished(tx: Transaction, results: readonly AttemptResult[]): Promise<FinishedOne[]> {
  const finished = results.flatMap(({ delivery, bodyHash, next: { state } }) =>
    state === 'delivered' || state === 'failed' ? [{ delivery, bodyHash, state }] : [],
  );
  if (finished.length === 0) return [];
  return tx.sql<FinishedOne>('deliveries.finish', FINISH, [
    finished.map(({ delivery }) => delivery.id),
    finished.map(({ state }) => state),
    finished.map(({ delivery }) => delivery.attempts + 1),
    finished.map(({ bodyHash }) => bodyHash),
  ]);
}

async function putBack(tx: Transaction, results: readonly AttemptResult[]): Promise<void> {
  const rows = results.flatMap(({ delivery, bodyHash, next }) =>
    next.state === 'pending' || next.state === 'parked'
      ? [{ delivery, bodyHash, retryInMs: next.state === 'pending' ? next.retryInMs : null }]
      : [],
  );
  if (rows.length === 0) return;
  await tx.sql('deliveries.put_back', PUT_BACK, [
    rows.map(({ delivery }) => delivery.id),
    rows.map(({ delivery }) => delivery.attempts + 1),
    rows.map(({ delivery }) => delivery.tries + 1),
    rows.map(({ retryInMs }) => retryInMs),
    rows.map(({ bodyHash }) => bodyHash),
  ]);
}

async function logAttempts(tx: Transaction, results: readonly AttemptResult[]): Promise<void> {
  await tx.sql('attempts.insert', LOG_ATTEMPTS, [
    results.map(({ attemptId }) => attemptId),
    results.map(({ delivery }) => delivery.id),
    results.map(({ delivery }) => delivery.endpoint_id),
    results.map(({ delivery }) => delivery.workspace_id),
    results.map(({ delivery }) => delivery.event_id),
    results.map(({ delivery }) => delivery.attempts + 1),
    results.map(({ outcome }) => outcome.attemptedAt),
    results.map(({ outcome }) => outcome.durationMs),
    results.map(({ outcome }) => outcome.status),
    results.map(({ outcome }) => outcome.error),
    results.map(({ outcome }) => outcome.response),
  ]);
}

/** What is replayed says nothing of how an endpoint fares now. */
async function rateLanes(tx: Transaction, results: readonly AttemptResult[]): Promise<HopelessEndpoint[]> {
  const live = results.filter(({ delivery }) => delivery.replay_id === null);
  if (live.length === 0) return [];
  const lanes = [...Map.groupBy(live, ({ delivery }) => delivery.endpoint_id)].map(([endpointId, ofLane]) => {
    const lastGood = ofLane.findLastIndex(({ outcome }) => outcome.isDelivered);
    const status = ofLane.at(-1)?.outcome.status ?? null;
    return { endpointId, status, hasGood: lastGood >= 0, failures: ofLane.length - 1 - lastGood };
  });
  const rated = await tx.sql<RatedLane>('lanes.rate', RATE, [
    lanes.map((lane) => lane.endpointId),
    lanes.map((lane) => lane.status),
    lanes.map((lane) => lane.hasGood),
    lanes.map((lane) => lane.failures),
    HOPELESS_AFTER.attempts,
    HOPELESS_AFTER.days,
  ]);
  return rated.filter((lane) => lane.is_hopeless);
}

interface RatedLane extends HopelessEndpoint {
  readonly is_hopeless: boolean;
}

const FINISH = `
  WITH finished AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bytea[])
      AS finished (id, state, attempts, body_hash)
  ), taken AS (
    DELETE FROM deliveries WHERE id = ANY ($1::uuid[])
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, replay_id, created_at,
      order_key
  ), logged AS (
    INSERT INTO delivery_log (day, id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id,
      replay_id, state, created_at, finished_at, attempts, body_hash)
    SELECT (now() AT TIME ZONE 'UTC')::date, taken.id, endpoint_id, workspace_id, pos, sequence, event_day, event_id,
      type, record_id, replay_id, state, created_at, now(), attempts, body_hash
    FROM taken JOIN finished USING (id)
  )
  SELECT endpoint_id, replay_id, order_key, state FROM taken JOIN finished USING (id)`;

/** Parked without a wait; one that an earlier one of its chain has come before meanwhile waits for that. */
const PUT_BACK = `
  UPDATE deliveries SET attempts = tried.attempts, tries = tried.tries, body_hash = tried.body_hash,
    parked_at = CASE WHEN tried.retry_in_ms IS NULL THEN now() END,
    due_at = CASE WHEN tried.retry_in_ms IS NULL OR (order_key IS NOT NULL AND EXISTS (
        SELECT 1 FROM deliveries AS earlier
        WHERE earlier.endpoint_id = deliveries.endpoint_id AND earlier.order_key = deliveries.order_key
          AND earlier.pos < deliveries.pos))
      THEN 'infinity' ELSE now() + tried.retry_in_ms * interval '1 millisecond' END
  FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::bytea[])
    AS tried (id, attempts, tries, retry_in_ms, body_hash)
  WHERE deliveries.id = tried.id`;

const LOG_ATTEMPTS = `
  INSERT INTO attempts (day, id, delivery_id, endpoint_id, workspace_id, event_id, number, attempted_at, duration_ms,
    status, error, response)
  SELECT (now() AT TIME ZONE 'UTC')::date, made.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[],
    $5::uuid[], $6::smallint[], $7::timestamptz[], $8::integer[], $9::smallint[], $10::text[], $11::bytea[]) AS made`;

const RATE = `
  UPDATE lanes SET last_status = rated.status,
    fail_streak = CASE WHEN rated.has_good THEN rated.failures ELSE fail_streak + rated.failures END,
    failing_since = CASE WHEN rated.failures = 0 THEN NULL WHEN rated.has_good THEN now()
      ELSE coalesce(failing_since, now()) END
  FROM unnest($1::uuid[], $2::smallint[], $3::boolean[], $4::integer[])
    AS rated (endpoint_id, status, has_good, failures)
  WHERE lanes.endpoint_id = rated.endpoint_id
  RETURNING lanes.endpoint_id, workspace_id,
    coalesce(fail_streak >= $5 AND failing_since <= now() - $6 * interval '1 day', false) AS is_hopeless`;
