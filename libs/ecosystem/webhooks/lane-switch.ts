import type { Transaction } from '@platform/database';
import { SHARD } from '@platform/events';

/** Gives a new endpoint its lane: it gets what is fanned out from now on. */
export async function openLane(tx: Transaction, workspaceId: string, endpointId: string): Promise<void> {
  await tx.sql('lanes.open', 'INSERT INTO lanes (endpoint_id, workspace_id) VALUES ($1, $2)', [
    endpointId,
    workspaceId,
  ]);
}

/**
 * Stops a lane and notes how far the log was fanned out to it, so that nothing is lost when it starts again. The lock
 * on the shard comes before the lane's, as in the fan-out, and holds the fan-out still between the two.
 */
export async function stopLane(tx: Transaction, workspaceId: string, endpointId: string): Promise<void> {
  await tx.sql('shards.lock', 'SELECT pos FROM shards WHERE shard = $1 FOR UPDATE', [SHARD]);
  await tx.sql('lanes.stop', STOP, [endpointId, workspaceId, SHARD]);
}

/** Starts a lane again, as one of whose receiver nothing bad is known: it first catches up with the log from where it stopped. */
export async function startLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.start', START, [endpointId]);
}

/** Wakes a lane because somebody wants one of its deliveries sent now, also if its receiver is left alone at the moment; the caller has changed the delivery in the same transaction. */
export async function wakeLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.wake_one', WAKE, [endpointId]);
}

/** Removes a lane with all that it still had to deliver. */
export async function removeLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.remove', 'DELETE FROM lanes WHERE endpoint_id = $1', [endpointId]);
  await tx.sql('deliveries.remove', 'DELETE FROM deliveries WHERE endpoint_id = $1', [endpointId]);
}

/** A lane that was already behind keeps its own place. Its holder ends what is running, and puts the lane to sleep. */
const STOP = `
  UPDATE lanes SET stopped = true, hot = false, gen = gen + 1,
    read_sequence = CASE WHEN NOT hot THEN read_sequence ELSE coalesce((
      SELECT sequence FROM feed
      WHERE workspace_id = $2 AND pos <= (SELECT fan_pos FROM shards WHERE shard = $3)
      ORDER BY sequence DESC LIMIT 1), 0) END
  WHERE endpoint_id = $1 AND NOT stopped`;

const START = `
  UPDATE lanes SET stopped = false, wake_at = least(wake_at, now()), gen = gen + 1, failing_since = NULL, fail_streak = 0,
    blocked_streak = 0, rest_until = NULL, breaker = 'closed', breaker_trips = 0, recent_good = 0, recent_failed = 0,
    send_limit = DEFAULT, notices = 0, noticed_since = NULL
  WHERE endpoint_id = $1 AND stopped`;

const WAKE = `
  UPDATE lanes SET gen = gen + 1, wake_at = least(wake_at, now()), rest_until = NULL
  WHERE endpoint_id = $1 AND NOT stopped`;
