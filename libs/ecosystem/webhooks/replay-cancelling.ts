import type { Transaction } from '@platform/database';

/**
 * Ends a running replay; false when it has ended already. Failed deliveries that it had taken up and that are not
 * finished are failed again; others that it made are dropped. The caller has locked the lane.
 */
export async function cancelReplay(tx: Transaction, workspaceId: string, id: string): Promise<boolean> {
  const cancelled = await tx.sql<{ only_failed: boolean }>('replays.cancel', CANCEL, [workspaceId, id]);
  const [replay] = cancelled;
  if (!replay) return false;
  if (replay.only_failed) await tx.sql('replays.fail_again', FAIL_AGAIN, [workspaceId, id]);
  else await tx.sql('replays.drop', DROP, [workspaceId, id]);
  return true;
}

const CANCEL = `
  UPDATE webhook_replays SET state = 'cancelled', finished_at = now(), read_due = 'infinity'
  WHERE workspace_id = $1 AND id = $2 AND state = 'running' RETURNING only_failed`;

const FAIL_AGAIN = `
  WITH taken AS (
    DELETE FROM deliveries WHERE workspace_id = $1 AND replay_id = $2
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, replay_id, created_at,
      attempts, body_hash, rendering
  )
  INSERT INTO delivery_log (day, finished_at, state, id, endpoint_id, workspace_id, pos, sequence, event_day, event_id,
    type, record_id, replay_id, created_at, attempts, body_hash, rendering)
  SELECT (now() AT TIME ZONE 'UTC')::date, now(), 'failed', taken.* FROM taken`;

const DROP = 'DELETE FROM deliveries WHERE workspace_id = $1 AND replay_id = $2';
