import { BRIEFLY, type Database, type Transaction } from '@platform/database';
import { failPoint } from '@platform/runtime';

import type { AttemptOutcome } from './attempt';
import type { DueDelivery } from './delivery-queue';
import { type FinishedOne, settle } from './finished-deliveries';
import { type Held, lockLanes } from './lane-claims';
import type { PaceState } from './lane-pace';
import { type LostEndpoint, rateLanes } from './lane-ratings';

/** What becomes of a delivery after an attempt. */
export type NextStep =
  | { readonly state: 'delivered' | 'failed' | 'parked' }
  | {
      readonly state: 'pending';
      readonly retryInMs: number;
      /** Whether the attempt took no try of the schedule: a probe that failed. */
      readonly isFree?: boolean;
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
  /** How that body was made; the usual way unless told. */
  readonly rendering?: string | null;
  readonly outcome: AttemptOutcome;
  readonly next: NextStep;
  /** What the lane has learned until then; left out, it stays what it is. */
  readonly pace?: PaceState;
}

/**
 * Stores results in one transaction and answers which endpoints are to be stopped. Results of lanes that someone
 * else has claimed since are only logged as attempts: the new holder decides.
 */
export function storeResults(database: Database, results: readonly AttemptResult[]): Promise<LostEndpoint[]> {
  return database.transaction(async (tx) => {
    const lanes = new Map(results.map(({ lane }) => [keyOf(lane), lane]));
    const ours = new Set((await lockLanes(tx, [...lanes.values()])).map(keyOf));
    const applied = results.filter(({ lane }) => ours.has(keyOf(lane)));
    await settle(tx, await moveFinished(tx, applied));
    await putBack(tx, applied);
    await logAttempts(tx, results.filter(wasTried));
    const lost = await rateLanes(tx, applied.filter(wasTried));
    await failPoint('results_before_commit');
    return lost;
  }, BRIEFLY);
}

/** Not when nothing was sent: that says nothing of the receiver. */
const wasTried = ({ outcome }: AttemptResult): boolean => !outcome.unsent;

const keyOf = ({ endpointId, epoch }: Held): string => `${endpointId} ${epoch}`;

async function moveFinished(tx: Transaction, results: readonly AttemptResult[]): Promise<FinishedOne[]> {
  const finished = results.flatMap((result) => {
    const { state } = result.next;
    return state === 'delivered' || state === 'failed' ? [{ ...result, state }] : [];
  });
  if (finished.length === 0) return [];
  return tx.sql<FinishedOne>('deliveries.finish', FINISH, [
    finished.map(({ delivery }) => delivery.id),
    finished.map(({ state }) => state),
    finished.map((result) => result.delivery.attempts + (wasTried(result) ? 1 : 0)),
    finished.map(({ bodyHash }) => bodyHash),
    finished.map(({ rendering }) => rendering ?? null),
    finished.map(({ outcome }) => outcome.unsent ?? null),
  ]);
}

async function putBack(tx: Transaction, results: readonly AttemptResult[]): Promise<void> {
  const rows = results.flatMap(({ delivery, bodyHash, rendering, next }) =>
    next.state === 'pending' || next.state === 'parked'
      ? [{ delivery, bodyHash, rendering, isFree: false, retryInMs: null, ...next }]
      : [],
  );
  if (rows.length === 0) return;
  await tx.sql('deliveries.put_back', PUT_BACK, [
    rows.map(({ delivery }) => delivery.id),
    rows.map(({ delivery }) => delivery.attempts + 1),
    rows.map(({ delivery, isFree }) => delivery.tries + (isFree ? 0 : 1)),
    rows.map(({ retryInMs }) => retryInMs),
    rows.map(({ bodyHash }) => bodyHash),
    rows.map(({ rendering }) => rendering ?? null),
  ]);
}

/** A worker that was not told of its commit stores the same results again. */
async function logAttempts(tx: Transaction, results: readonly AttemptResult[]): Promise<void> {
  if (results.length === 0) return;
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

const FINISH = `
  WITH finished AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::bytea[], $5::text[], $6::text[])
      AS finished (id, state, attempts, body_hash, rendering, reason)
  ), taken AS (
    DELETE FROM deliveries WHERE id = ANY ($1::uuid[])
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, replay_id, created_at,
      order_key
  ), logged AS (
    INSERT INTO delivery_log (day, id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id,
      replay_id, state, created_at, finished_at, attempts, body_hash, rendering, reason)
    SELECT (now() AT TIME ZONE 'UTC')::date, taken.id, endpoint_id, workspace_id, pos, sequence, event_day, event_id,
      type, record_id, replay_id, state, created_at, now(), attempts, body_hash, rendering, reason
    FROM taken JOIN finished USING (id)
  )
  SELECT endpoint_id, replay_id, order_key, state FROM taken JOIN finished USING (id)`;

/** Parked without a wait; one that an earlier one of its chain has come before meanwhile waits for that. */
const PUT_BACK = `
  UPDATE deliveries SET attempts = tried.attempts, tries = tried.tries, body_hash = tried.body_hash,
    rendering = tried.rendering, parked_at = CASE WHEN tried.retry_in_ms IS NULL THEN now() END,
    due_at = CASE WHEN tried.retry_in_ms IS NULL OR (order_key IS NOT NULL AND EXISTS (
        SELECT 1 FROM deliveries AS earlier
        WHERE earlier.endpoint_id = deliveries.endpoint_id AND earlier.order_key = deliveries.order_key
          AND earlier.pos < deliveries.pos))
      THEN 'infinity' ELSE now() + tried.retry_in_ms * interval '1 millisecond' END
  FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::bytea[], $6::text[])
    AS tried (id, attempts, tries, retry_in_ms, body_hash, rendering)
  WHERE deliveries.id = tried.id`;

const LOG_ATTEMPTS = `
  INSERT INTO attempts (day, id, delivery_id, endpoint_id, workspace_id, event_id, number, attempted_at, duration_ms,
    status, error, response)
  SELECT (now() AT TIME ZONE 'UTC')::date, made.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[],
    $5::uuid[], $6::smallint[], $7::timestamptz[], $8::integer[], $9::smallint[], $10::text[], $11::bytea[]) AS made
  ON CONFLICT DO NOTHING`;
