import type { Transaction } from '@platform/database';

import { closing } from './closing';
import { type FinishedOne, settle } from './finished-deliveries';
import { lockLane } from './lane-switch';

/** Where a delivery stands, as its lane is locked. */
export interface Standing {
  readonly state: 'pending' | 'parked' | 'finished';
  /** Whether it waits for an earlier one of its chain. */
  readonly isBehind: boolean;
  /** Whether the same event is on its way to the same endpoint in another delivery. */
  readonly isDoubled: boolean;
}

/** Locks a lane and reads where one of its deliveries stands; undefined when it is not there any more. */
export async function standingOf(
  tx: Transaction,
  workspaceId: string,
  { id, endpointId }: { id: string; endpointId: string },
): Promise<Standing | undefined> {
  await lockLane(tx, endpointId);
  const [row] = await tx.sql<{ state: Standing['state']; is_behind: boolean; is_doubled: boolean }>(
    'deliveries.standing',
    STANDING,
    [workspaceId, id],
  );
  return row && { state: row.state, isBehind: row.is_behind, isDoubled: row.is_doubled };
}

/** Makes a delivery due now, with the whole schedule before it again, also when it was finished. The caller has locked the lane. */
export async function makeDue(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await tx.sql('deliveries.reopen', REOPEN, [workspaceId, id]);
  await tx.sql('deliveries.make_due', MAKE_DUE, [workspaceId, id]);
}

/** Gives a delivery up that is not finished, for what waits behind it to go on. The caller has locked the lane. */
export async function passOver(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await settle(tx, await tx.sql<FinishedOne>('deliveries.pass_over', PASS_OVER, [workspaceId, id]));
}

/** Makes due all that an endpoint has parked, and answers how many. The caller has locked the lane. */
export async function retryParked(tx: Transaction, workspaceId: string, endpointId: string): Promise<number> {
  return (await tx.sql('deliveries.retry_parked', RETRY_PARKED, [workspaceId, endpointId])).length;
}

/** Gives up all that an endpoint has parked, and answers how many. The caller has locked the lane. */
export async function passOverParked(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
): Promise<number> {
  const passed = await tx.sql<FinishedOne>('deliveries.pass_over_parked', PASS_OVER_PARKED, [
    workspaceId,
    endpointId,
  ]);
  await settle(tx, passed);
  return passed.length;
}

const STANDING = `
  SELECT CASE WHEN parked_at IS NULL THEN 'pending' ELSE 'parked' END AS state,
    parked_at IS NULL AND due_at = 'infinity' AS is_behind, false AS is_doubled
  FROM deliveries WHERE workspace_id = $1 AND id = $2
  UNION ALL
  SELECT 'finished', false, EXISTS (
    SELECT 1 FROM deliveries WHERE deliveries.endpoint_id = delivery_log.endpoint_id
      AND deliveries.event_id = delivery_log.event_id AND deliveries.replay_id IS NULL)
  FROM delivery_log WHERE workspace_id = $1 AND id = $2`;

/** Sent by itself: it is not what its record or its replay waits for any more. */
const REOPEN = `
  WITH taken AS (
    DELETE FROM delivery_log WHERE workspace_id = $1 AND id = $2
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at, attempts,
      body_hash, rendering
  ), counted AS (
    UPDATE lanes SET pending = pending + 1 FROM taken WHERE lanes.endpoint_id = taken.endpoint_id
  )
  INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at,
    attempts, body_hash, rendering, due_at)
  SELECT taken.*, now() FROM taken`;

const MAKE_DUE = `
  UPDATE deliveries SET due_at = now(), tries = 0, parked_at = NULL WHERE workspace_id = $1 AND id = $2`;

const RETRY_PARKED = `
  UPDATE deliveries SET due_at = now(), tries = 0, parked_at = NULL
  WHERE workspace_id = $1 AND endpoint_id = $2 AND parked_at IS NOT NULL RETURNING id`;

/** Why it was given up: somebody said so. */
const SKIPPED = "'skipped'";

const PASS_OVER = closing('workspace_id = $1 AND id = $2', SKIPPED);

const PASS_OVER_PARKED = closing('workspace_id = $1 AND endpoint_id = $2 AND parked_at IS NOT NULL', SKIPPED);
