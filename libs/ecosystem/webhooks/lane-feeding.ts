import type { Transaction } from '@platform/database';
import { readRecordIds } from '@platform/events';
import { newUuid } from '@platform/ids';

import { promoteHeads } from './delivery-chains';
import { mostPending, type Ordering, orderKey } from './ordering';
import type { FeedItem, Match } from './subscriptions';

/** A lane that is locked for the transaction. */
export interface FedLane {
  readonly endpoint_id: string;
  readonly ordering: Ordering;
  readonly pending: number;
}

/** What a lane got. */
export interface Fed {
  readonly deliveries: number;
  /** The last place of the log that was looked at for it, when it had no room for all; else null. */
  readonly readTo: string | null;
}

/**
 * Locks those of the lanes that the fan-out feeds, in the order of their ids, so that two who lock several cannot wait
 * for each other. In its own statement, so that what follows sees all that their last holders did.
 */
export const lockFedLanes = (tx: Transaction, endpointIds: readonly string[]): Promise<FedLane[]> =>
  tx.sql<FedLane>('lanes.lock_fed', LOCK_FED, [endpointIds]);

/**
 * Stores deliveries for locked lanes, as many as each has room for, and wakes the lanes; who releases one meanwhile
 * finds it changed, and keeps it. Answers by endpoint.
 */
export async function feedLanes(
  tx: Transaction,
  lanes: readonly FedLane[],
  matches: readonly Match[],
): Promise<Map<string, Fed>> {
  const byLane = Map.groupBy(matches, ({ endpointId }) => endpointId);
  const plans = lanes.map((lane) => planFor(lane, byLane.get(lane.endpoint_id) ?? []));
  const made = await insertDeliveries(
    tx,
    plans.flatMap(({ lane, items }) => items.map((item) => ({ item, lane, replayId: null }))),
  );
  if (made.size > 0) await tx.sql('lanes.wake', WAKE, [[...made.keys()], [...made.values()]]);
  return new Map(
    plans.map(({ lane: { endpoint_id: id }, readTo }) => [id, { deliveries: made.get(id) ?? 0, readTo }]),
  );
}

function planFor(lane: FedLane, matches: readonly Match[]) {
  const room = Math.max(0, mostPending(lane.ordering) - lane.pending);
  const items = matches.slice(0, room).map(({ item }) => item);
  const [first] = matches;
  if (!first || matches.length <= room) return { lane, items, readTo: null };
  return { lane, items, readTo: items.at(-1)?.sequence ?? String(Number(first.item.sequence) - 1) };
}

/** A delivery to be stored. */
export interface NewDelivery {
  readonly item: FeedItem;
  readonly lane: Pick<FedLane, 'endpoint_id' | 'ordering'>;
  readonly replayId: string | null;
}

/** Stores deliveries for lanes that the caller has locked, and answers how many by endpoint: one that is pending already is not made again. */
export async function insertDeliveries(
  tx: Transaction,
  made: readonly NewDelivery[],
): Promise<Map<string, number>> {
  if (made.length === 0) return new Map();
  const records = await readRecordIds(
    tx,
    made.map(({ item }) => item),
  );
  const rows = made.map(({ item, lane, replayId }) => {
    const recordId = records.get(item.event_id) ?? null;
    const { endpoint_id: endpointId, ordering } = lane;
    const key = orderKey({ ordering, endpointId, eventId: item.event_id, recordId, replayId });
    return { endpointId, item, recordId, key, replayId };
  });
  const counts = await tx.sql<{ endpoint_id: string; count: number }>('deliveries.insert', INSERT, [
    rows.map(() => newUuid()),
    rows.map(({ endpointId }) => endpointId),
    ...(['workspace_id', 'pos', 'sequence', 'event_day', 'event_id', 'type'] as const).map((name) =>
      rows.map(({ item }) => item[name]),
    ),
    rows.map(({ recordId }) => recordId),
    rows.map(({ key }) => key),
    rows.map(({ replayId }) => replayId),
  ]);
  await promoteHeads(tx, rows);
  return new Map(counts.map(({ endpoint_id: id, count }) => [id, count]));
}

const LOCK_FED = `
  SELECT endpoint_id, ordering, pending FROM lanes
  WHERE endpoint_id = ANY ($1::uuid[]) AND hot AND NOT stopped ORDER BY endpoint_id FOR UPDATE`;

/** Those in a chain are due once they are its head. */
const INSERT = `
  WITH made AS (
    INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id,
      order_key, replay_id, created_at, due_at)
    SELECT id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, order_key, replay_id,
      now(), CASE WHEN order_key IS NULL THEN now() ELSE 'infinity' END
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::date[], $7::uuid[], $8::text[],
        $9::uuid[], $10::uuid[], $11::uuid[])
      AS made (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, order_key, replay_id)
    ON CONFLICT ON CONSTRAINT deliveries_event_unique DO NOTHING
    RETURNING endpoint_id
  )
  SELECT endpoint_id, count(*)::integer AS count FROM made GROUP BY endpoint_id`;

const WAKE = `
  UPDATE lanes SET gen = gen + 1, wake_at = least(wake_at, now()), pending = pending + fed.count
  FROM unnest($1::uuid[], $2::integer[]) AS fed (endpoint_id, count) WHERE lanes.endpoint_id = fed.endpoint_id`;
