import type { Sql } from '@platform/database';
import type { EventKey } from '@platform/events';

/** A delivery that is due. */
export interface DueDelivery extends EventKey {
  readonly id: string;
  readonly endpoint_id: string;
  readonly sequence: string;
  readonly type: string;
  readonly attempts: number;
  readonly tries: number;
  readonly body_hash: Buffer | null;
  /** How that body was made; null for the usual way. */
  readonly rendering: string | null;
  /** The replay that it is part of. */
  readonly replay_id: string | null;
}

/** What a look at a lane found: `gen` belongs to the same moment as the deliveries. */
export interface LaneLook {
  readonly gen: string;
  readonly due: DueDelivery[];
}

/** Which lane to look at, and how many of its deliveries to read: what the caller already has is read again. */
export interface LaneToLookAt {
  readonly endpointId: string;
  readonly epoch: string;
  readonly limit: number;
}

type LookRow = { readonly lane_id: string; readonly gen: string } & (DueDelivery | { readonly id: null });

/** What is due in several lanes, by endpoint; a lane that is no longer held under its epoch is missing. */
export async function lookAtLanes(
  connection: Sql,
  lanes: readonly LaneToLookAt[],
): Promise<Map<string, LaneLook>> {
  const looks = new Map<string, LaneLook>();
  if (lanes.length === 0) return looks;
  const rows = await connection.sql<LookRow>('deliveries.look', LOOK, [
    lanes.map((lane) => lane.endpointId),
    lanes.map((lane) => lane.epoch),
    lanes.map((lane) => lane.limit),
  ]);
  for (const row of rows) {
    const look = looks.get(row.lane_id) ?? { gen: row.gen, due: [] };
    if (row.id !== null) look.due.push(row);
    looks.set(row.lane_id, look);
  }
  return looks;
}

const COLUMNS = `id, endpoint_id, workspace_id, sequence, event_day, event_id, type, attempts, tries, body_hash, rendering,
    replay_id`;

const due = (which: string): string => `
    SELECT ${COLUMNS} FROM deliveries
    WHERE deliveries.endpoint_id = lanes.endpoint_id AND due_at <= now() AND due_at < 'infinity' AND NOT lanes.stopped
      AND ${which}
    ORDER BY due_at, pos LIMIT held.most`;

/** What is new goes first: retries must not hold it up, and what is replayed none of both. */
const IN_TURN = [
  'replay_id IS NULL AND tries = 0',
  'replay_id IS NULL AND tries > 0',
  'replay_id IS NOT NULL',
];

const LOOK = `
  SELECT lanes.endpoint_id AS lane_id, lanes.gen, due.* FROM
    unnest($1::uuid[], $2::bigint[], $3::integer[]) AS held (endpoint_id, epoch, most)
  JOIN lanes ON lanes.endpoint_id = held.endpoint_id AND lanes.epoch = held.epoch
  LEFT JOIN LATERAL (
    ${IN_TURN.map((which) => `(${due(which)})`).join(' UNION ALL ')} LIMIT held.most
  ) AS due ON true`;
