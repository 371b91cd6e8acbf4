import { BRIEFLY, type Database, type Transaction } from '@platform/database';

import { STORED_PACE, type StoredPace } from './stored-pace';

/** A lane that this worker holds; `epoch` fences out who held it before. */
export interface ClaimedLane extends StoredPace {
  readonly endpoint_id: string;
  readonly workspace_id: string;
  readonly epoch: string;
}

/** A lane that has nothing to do, as far as the holder saw when `gen` was read. */
export interface IdleLane {
  readonly endpointId: string;
  readonly epoch: string;
  readonly gen: string;
}

/** What of the lanes a claim leaves to others. */
export interface ClaimLimits {
  /** How many of slow receivers to take at most. */
  readonly slowRoom?: number;
  /** Workspaces that have enough of them. */
  readonly crowded?: readonly string[];
}

/** A lane under the claim that its holder knows. */
export type Held = Pick<IdleLane, 'endpointId' | 'epoch'>;

/**
 * Leases on lanes, by the clock of the database: claimed with those that others hold left out, renewed while they are
 * worked on, released when there is nothing to do. A lane whose holder died wakes at the end of its lease.
 */
export class LaneClaims {
  constructor(
    private readonly database: Database,
    private readonly owner: string,
    private readonly leaseMs: number,
  ) {}

  /** Claims lanes that have something to do: of each workspace one after the other, so that one with many holds up nobody. */
  claim(room: number, { slowRoom = room, crowded = [] }: ClaimLimits = {}): Promise<ClaimedLane[]> {
    const given = [this.owner, this.leaseMs, room, slowRoom, crowded];
    return this.database.sql<ClaimedLane>('lanes.claim', CLAIM, given);
  }

  /** The endpoints whose lanes are still ours, for another lease. */
  async renew(lanes: readonly Held[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.transaction(async (tx) => {
      const ours = await lockLanes(tx, lanes);
      return tx.sql<{ endpoint_id: string }>('lanes.renew', RENEW, [ids(ours), this.leaseMs]);
    }, BRIEFLY);
    return new Set(rows.map((row) => row.endpoint_id));
  }

  /** Gives idle lanes back and answers which; one that got something meanwhile is kept. */
  async release(lanes: readonly IdleLane[]): Promise<string[]> {
    const rows = await this.database.transaction(async (tx) => {
      await lockLanes(tx, lanes);
      return tx.sql<{ endpoint_id: string }>('lanes.release', RELEASE, [
        ...columns(lanes),
        lanes.map((lane) => lane.gen),
      ]);
    }, BRIEFLY);
    return rows.map((row) => row.endpoint_id);
  }

  /** Gives lanes back as they are, for the next worker to look at right away. */
  async handOver(lanes: readonly Held[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ours = await lockLanes(tx, lanes);
      await tx.sql('lanes.hand_over', HAND_OVER, [ids(ours)]);
    }, BRIEFLY);
  }
}

/**
 * Locks those of the lanes that are still held under these epochs, in the order in which everyone locks lanes, and
 * answers which they are. In its own statement, so that the next one sees what was done by whoever held the locks.
 */
export async function lockLanes(tx: Transaction, lanes: readonly Held[]): Promise<Held[]> {
  const rows = await tx.sql<{ endpoint_id: string; epoch: string }>(
    'lanes.lock_held',
    LOCK_HELD,
    columns(lanes),
  );
  return rows.map((row) => ({ endpointId: row.endpoint_id, epoch: row.epoch }));
}

const ids = (lanes: readonly Held[]): string[] => lanes.map((lane) => lane.endpointId);

const columns = (lanes: readonly Held[]) => [
  lanes.map((lane) => lane.endpointId),
  lanes.map((lane) => lane.epoch),
];

/** Has something to do, is nobody's, and its receiver wants to be sent something. Lanes that sleep are not in the index of the others. */
const IS_AWAKE = `wake_at <= now() AND wake_at < 'infinity' AND lease_until <= now()
  AND coalesce(rest_until, '-infinity') <= now()`;

/**
 * Of twice as many lanes as there is room for, those of workspaces in turn. A lane that its holder did not give back has perhaps sent
 * something in this very second: one with a rate waits for the next.
 */
const CLAIM = `
  WITH awake AS MATERIALIZED (
    SELECT endpoint_id, workspace_id, speed, wake_at FROM lanes
    WHERE ${IS_AWAKE} AND workspace_id <> ALL ($5::uuid[]) ORDER BY wake_at LIMIT 2 * $3::integer
  ), ranked AS (
    SELECT endpoint_id, wake_at, row_number() OVER (PARTITION BY workspace_id ORDER BY wake_at) AS turn,
      speed <> 'slow' OR row_number() OVER (PARTITION BY speed ORDER BY wake_at) <= $4::integer AS has_room
    FROM awake
  ), chosen AS (
    SELECT endpoint_id FROM ranked WHERE has_room ORDER BY turn, wake_at LIMIT $3::integer
  )
  UPDATE lanes SET owner = $1, epoch = epoch + 1,
    rate_free_at = CASE WHEN owner IS NULL THEN rate_free_at ELSE now() + interval '1 second' END,
    lease_until = now() + $2 * interval '1 millisecond', wake_at = now() + $2 * interval '1 millisecond'
  WHERE endpoint_id = ANY (ARRAY(
    SELECT endpoint_id FROM lanes
    WHERE endpoint_id = ANY (ARRAY(SELECT endpoint_id FROM chosen)) AND ${IS_AWAKE}
    FOR UPDATE SKIP LOCKED))
  RETURNING endpoint_id, workspace_id, epoch, ${STORED_PACE}`;

const LOCK_HELD = `
  SELECT lanes.endpoint_id, lanes.epoch FROM lanes
  JOIN unnest($1::uuid[], $2::bigint[]) AS held (endpoint_id, epoch)
    ON held.endpoint_id = lanes.endpoint_id AND held.epoch = lanes.epoch
  ORDER BY lanes.endpoint_id FOR UPDATE OF lanes`;

const RENEW = `
  UPDATE lanes SET lease_until = now() + $2 * interval '1 millisecond', wake_at = now() + $2 * interval '1 millisecond'
  WHERE endpoint_id = ANY ($1::uuid[]) RETURNING endpoint_id`;

const RELEASE = `
  UPDATE lanes SET owner = NULL, lease_until = '-infinity',
    wake_at = CASE WHEN stopped THEN 'infinity' ELSE greatest(rest_until, least(
      (SELECT due_at FROM deliveries
        WHERE deliveries.endpoint_id = lanes.endpoint_id AND due_at < 'infinity' AND replay_id IS NULL
        ORDER BY due_at LIMIT 1),
      (SELECT due_at FROM deliveries
        WHERE deliveries.endpoint_id = lanes.endpoint_id AND due_at < 'infinity' AND replay_id IS NOT NULL
        ORDER BY due_at LIMIT 1), 'infinity')) END
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS idle (endpoint_id, epoch, gen)
  WHERE lanes.endpoint_id = idle.endpoint_id AND lanes.epoch = idle.epoch AND lanes.gen = idle.gen
  RETURNING lanes.endpoint_id`;

const HAND_OVER = `
  UPDATE lanes SET owner = NULL, lease_until = '-infinity', wake_at = now() WHERE endpoint_id = ANY ($1::uuid[])`;
