const COLUMNS = `id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, replay_id, created_at,
      attempts, body_hash, rendering`;

/** A statement that takes deliveries out of the queue and lists them as failed, for a reason; rows: `FinishedOne`. */
export const closing = (which: string, reason: string): string => `
  WITH taken AS (
    DELETE FROM deliveries WHERE ${which} RETURNING ${COLUMNS}, order_key
  ), logged AS (
    INSERT INTO delivery_log (day, finished_at, state, reason, ${COLUMNS})
    SELECT (now() AT TIME ZONE 'UTC')::date, now(), 'failed', ${reason}, ${COLUMNS} FROM taken
  )
  SELECT endpoint_id, replay_id, order_key, 'failed' AS state FROM taken`;
