import type { Transaction } from '@platform/database';

import { lockLane } from './lane-switch';
import { type Ordering, orderKey } from './ordering';

/**
 * Deliveries that are sent one after the other stand in a chain, by their place in the log. Only the first of a chain
 * is ever due; when it is finished the next one becomes it. Whoever changes a chain has locked its lane before, in a
 * statement of its own: else two who finish and feed at once could each miss what the other does, and nobody would
 * ever wake what is left.
 */
export interface ChainPlace {
  readonly endpointId: string;
  readonly key: string | null;
}

/** Makes due what has become the first of its chain, unless it is parked. */
export async function promoteHeads(tx: Transaction, places: readonly ChainPlace[]): Promise<void> {
  const chains = new Map(
    places.flatMap(({ endpointId, key }) =>
      key === null ? [] : [[`${endpointId} ${key}`, { endpointId, key }] as const],
    ),
  );
  if (chains.size === 0) return;
  const distinct = [...chains.values()];
  await tx.sql('deliveries.promote', PROMOTE, [
    distinct.map(({ endpointId }) => endpointId),
    distinct.map(({ key }) => key),
  ]);
}

interface PendingRow {
  readonly id: string;
  readonly event_id: string;
  readonly record_id: string | null;
  readonly replay_id: string | null;
}

/**
 * Gives what a lane has pending another order. What is parked is tried again, since what it held back may now go on.
 * The caller has locked the endpoint; what is on its way at this moment is not called back.
 */
export async function reorder(tx: Transaction, endpointId: string, ordering: Ordering): Promise<void> {
  await lockLane(tx, endpointId);
  await tx.sql('lanes.reorder', REORDER_LANE, [endpointId, ordering]);
  const rows = await tx.sql<PendingRow>('deliveries.of_lane', OF_LANE, [endpointId]);
  const seen = new Set<string | null>();
  const keys = rows.map((row) =>
    orderKey({
      ordering,
      endpointId,
      eventId: row.event_id,
      recordId: row.record_id,
      replayId: row.replay_id,
    }),
  );
  const isFirst = keys.map((key) => {
    const isHead = key === null || !seen.has(key);
    seen.add(key);
    return isHead;
  });
  await tx.sql('deliveries.reorder', REORDER, [rows.map(({ id }) => id), keys, isFirst]);
}

/** Makes due at once what an endpoint has pending, with all tries before it: what stopped it may be over. */
export async function tryAgainNow(tx: Transaction, endpointId: string): Promise<void> {
  await tx.sql('deliveries.try_again', TRY_AGAIN, [endpointId]);
}

const TRY_AGAIN = `
  UPDATE deliveries SET due_at = now(), tries = 0
  WHERE endpoint_id = $1 AND due_at < 'infinity' AND replay_id IS NULL`;

const PROMOTE = `
  UPDATE deliveries SET due_at = now() FROM (
    SELECT first.id FROM unnest($1::uuid[], $2::uuid[]) AS chain (endpoint_id, order_key)
    CROSS JOIN LATERAL (
      SELECT id FROM deliveries
      WHERE deliveries.endpoint_id = chain.endpoint_id AND deliveries.order_key = chain.order_key
      ORDER BY pos LIMIT 1
    ) AS first
  ) AS heads
  WHERE deliveries.id = heads.id AND due_at = 'infinity' AND parked_at IS NULL`;

/** A lane that reads by itself looks again whether it has room. */
const REORDER_LANE = `
  UPDATE lanes SET ordering = $2, gen = gen + 1,
    wake_at = CASE WHEN stopped THEN wake_at ELSE least(wake_at, now()) END,
    read_due = CASE WHEN hot OR stopped THEN read_due ELSE now() END
  WHERE endpoint_id = $1`;

const OF_LANE =
  'SELECT id, event_id, record_id, replay_id FROM deliveries WHERE endpoint_id = $1 ORDER BY pos FOR UPDATE';

/** Waits between tries are kept, save for what waited for another one or was parked. */
const REORDER = `
  UPDATE deliveries SET order_key = keyed.order_key, parked_at = NULL,
    tries = CASE WHEN parked_at IS NULL THEN tries ELSE 0 END,
    due_at = CASE WHEN NOT is_first THEN 'infinity' WHEN due_at = 'infinity' THEN now() ELSE due_at END
  FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS keyed (id, order_key, is_first)
  WHERE deliveries.id = keyed.id`;
