import type { Transaction } from '@platform/database';
import { SHARD } from '@platform/events';

import { closing } from './closing';
import { holdLog } from './log-places';
import type { Ordering } from './ordering';

/** Gives a new endpoint its lane: it gets what is fanned out from now on. */
export async function openLane(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  ordering: Ordering = 'none',
): Promise<void> {
  await tx.sql('lanes.open', OPEN, [endpointId, workspaceId, ordering]);
}

/**
 * Stops a lane and notes how far the log was fanned out to it, so that nothing is lost when it starts again. The lock
 * on the shard comes before the lane's, as in the fan-out, and holds the fan-out still between the two.
 */
export async function stopLane(tx: Transaction, workspaceId: string, endpointId: string): Promise<void> {
  await holdLog(tx);
  await tx.sql('lanes.stop', STOP, [endpointId, workspaceId, SHARD]);
}

/** Starts a lane again, as one of whose receiver nothing bad is known: it first catches up with the log from where it stopped. */
export async function startLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.start', START, [endpointId]);
  await tx.sql('replays.go_on', GO_ON, [endpointId]);
}

/**
 * Moves a stopped lane to another place of the log. What it has pending from before that place is given up, and
 * listed as such; what comes behind it is read from the log again.
 */
export async function moveLane(
  tx: Transaction,
  { endpointId, readTo }: { endpointId: string; readTo: number },
): Promise<void> {
  await tx.sql('lanes.move', MOVE, [endpointId, readTo]);
  await tx.sql('deliveries.give_up_before', GIVE_UP_BEFORE, [endpointId, readTo]);
  await tx.sql('deliveries.forget_pending', FORGET_PENDING, [endpointId]);
}

/** Locks a lane until the transaction ends, in a statement of its own: what follows sees all that its last holder did. */
export async function lockLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.lock_one', 'SELECT 1 FROM lanes WHERE endpoint_id = $1 FOR UPDATE', [endpointId]);
}

/**
 * Wakes a lane because something of it may be due; also if its receiver is left alone at the moment when somebody asks for one of its
 * deliveries to be sent now. The caller has changed the delivery in the same transaction.
 */
export async function wakeLane(
  tx: Transaction,
  endpointId: string,
  { endsRest }: { endsRest: boolean },
): Promise<void> {
  await tx.sql('lanes.wake_one', WAKE, [endpointId, endsRest]);
}

/** Removes a lane; what it still had to deliver is closed, with the reason. */
export async function removeLane(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('lanes.remove', 'DELETE FROM lanes WHERE endpoint_id = $1', [endpointId]);
  await tx.sql('deliveries.close', CLOSE, [endpointId, 'endpoint_removed']);
  await tx.sql('replays.remove', 'DELETE FROM webhook_replays WHERE endpoint_id = $1', [endpointId]);
}

const CLOSE = closing('endpoint_id = $1', '$2');

const OPEN = 'INSERT INTO lanes (endpoint_id, workspace_id, ordering) VALUES ($1, $2, $3)';

/** A lane that was already behind keeps its own place. Its holder ends what is running, and puts the lane to sleep. */
const STOP = `
  UPDATE lanes SET stopped = true, hot = false, gen = gen + 1, read_due = 'infinity',
    read_sequence = CASE WHEN NOT hot THEN read_sequence ELSE coalesce((
      SELECT sequence FROM feed
      WHERE workspace_id = $2 AND pos <= (SELECT fan_pos FROM shards WHERE shard = $3)
      ORDER BY sequence DESC LIMIT 1), 0) END
  WHERE endpoint_id = $1 AND NOT stopped`;

const START = `
  UPDATE lanes SET stopped = false, wake_at = least(wake_at, now()), read_due = now(), gen = gen + 1,
    failing_since = NULL, fail_streak = 0, blocked_streak = 0, rest_until = NULL, breaker = 'closed', breaker_trips = 0,
    recent_good = 0, recent_failed = 0, send_limit = DEFAULT, notices = 0, noticed_since = NULL
  WHERE endpoint_id = $1 AND stopped`;

const GO_ON = `
  UPDATE webhook_replays SET read_due = now() WHERE endpoint_id = $1 AND state = 'running' AND NOT is_read`;

const MOVE = 'UPDATE lanes SET read_sequence = $2, pending = 0 WHERE endpoint_id = $1 AND stopped';

const GIVE_UP_BEFORE = closing('endpoint_id = $1 AND replay_id IS NULL AND sequence <= $2', "'left_behind'");

const FORGET_PENDING = 'DELETE FROM deliveries WHERE endpoint_id = $1 AND replay_id IS NULL';

const WAKE = `
  UPDATE lanes SET gen = gen + 1, rest_until = CASE WHEN NOT $2::boolean THEN rest_until END,
    wake_at = least(wake_at, CASE WHEN $2::boolean THEN now() ELSE greatest(now(), rest_until) END)
  WHERE endpoint_id = $1 AND NOT stopped`;
