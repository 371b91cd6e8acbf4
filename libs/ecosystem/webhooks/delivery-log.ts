import type { Sql, Transaction } from '@platform/database';

import type { DeliveryState } from './delivery.dto';

/** A delivery, pending or finished. */
export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly sequence: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  /** Why it was closed without being sent. */
  readonly reason: string | null;
}

/** A logged attempt. */
export interface AttemptRow {
  readonly number: number;
  readonly attempted_at: Date;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: Buffer | null;
}

/** Which deliveries of an endpoint to read; `before` is the event to go on from. */
export interface DeliveryRange {
  readonly endpointId: string;
  readonly state: DeliveryState | null;
  readonly before: string | null;
  readonly limit: number;
}

/** Deliveries by the time of their event, newest first: each state is one index range, merged. */
export const listDeliveries = (connection: Sql, workspaceId: string, range: DeliveryRange) =>
  connection.sql<DeliveryRow>('deliveries.list', LIST, [
    workspaceId,
    range.endpointId,
    range.state,
    range.before,
    range.limit,
  ]);

/** One delivery of a workspace, wherever it stands. */
export async function findDelivery(
  connection: Sql,
  workspaceId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await connection.sql<DeliveryRow>('deliveries.find', FIND, [workspaceId, id]);
  return row;
}

/** The latest attempts of a delivery, newest first. */
export const listAttempts = (connection: Sql, workspaceId: string, deliveryId: string) =>
  connection.sql<AttemptRow>('attempts.list', ATTEMPTS, [workspaceId, deliveryId]);

/** Makes a delivery due now, with the whole schedule before it again, also when it was finished. */
export async function makeDue(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await tx.sql('deliveries.reopen', REOPEN, [workspaceId, id]);
  await tx.sql('deliveries.make_due', MAKE_DUE, [workspaceId, id]);
}

const PENDING = `
  SELECT id, endpoint_id, event_id, type, sequence, 'pending' AS state, attempts, due_at AS next_attempt_at,
    created_at, NULL::timestamptz AS finished_at, NULL::text AS reason
  FROM deliveries`;

const FINISHED = `
  SELECT id, endpoint_id, event_id, type, sequence, state, attempts, NULL::timestamptz AS next_attempt_at,
    created_at, finished_at, reason
  FROM delivery_log`;

const range = (state: DeliveryState): string => `
  WHERE workspace_id = $1 AND endpoint_id = $2 AND ($3::text IS NULL OR $3 = '${state}')
    AND ($4::uuid IS NULL OR event_id < $4) ${state === 'pending' ? '' : `AND state = '${state}'`}
  ORDER BY event_id DESC LIMIT $5`;

const LIST = `
  SELECT * FROM (
    (${PENDING} ${range('pending')}) UNION ALL
    (${FINISHED} ${range('delivered')}) UNION ALL
    (${FINISHED} ${range('failed')})
  ) AS every_state ORDER BY event_id DESC LIMIT $5`;

const FIND = `
  ${PENDING} WHERE workspace_id = $1 AND id = $2
  UNION ALL ${FINISHED} WHERE workspace_id = $1 AND id = $2
  LIMIT 1`;

const ATTEMPTS = `
  SELECT number, attempted_at, duration_ms, status, error, response FROM attempts
  WHERE delivery_id = $2 AND workspace_id = $1 ORDER BY id DESC LIMIT 200`;

const REOPEN = `
  WITH taken AS (
    DELETE FROM delivery_log WHERE workspace_id = $1 AND id = $2
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, created_at, attempts, body_hash,
      rendering
  )
  INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, created_at,
    attempts, body_hash, rendering, due_at)
  SELECT taken.*, now() FROM taken`;

const MAKE_DUE = 'UPDATE deliveries SET due_at = now(), tries = 0 WHERE workspace_id = $1 AND id = $2';
