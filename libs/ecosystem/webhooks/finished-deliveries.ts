import type { Transaction } from '@platform/database';

import { promoteHeads } from './delivery-chains';
import { readsOnAt } from './ordering';
import { countReplayed } from './replay-progress';

/** A delivery that has just been taken out of the queue. */
export interface FinishedOne {
  readonly endpoint_id: string;
  readonly replay_id: string | null;
  readonly order_key: string | null;
  readonly state: 'delivered' | 'failed';
}

/**
 * What follows when deliveries are finished: the next of their chains are due, their lanes have room again, their
 * replays have come further. The caller has locked the lanes.
 */
export async function settle(tx: Transaction, finished: readonly FinishedOne[]): Promise<void> {
  await promoteHeads(
    tx,
    finished.map(({ endpoint_id: endpointId, order_key: key }) => ({ endpointId, key })),
  );
  const live = finished.filter((one) => one.replay_id === null);
  const byLane = Map.groupBy(live, (one) => one.endpoint_id);
  if (byLane.size > 0) {
    await tx.sql('lanes.drained', DRAINED, [
      [...byLane.keys()],
      [...byLane.values()].map((ones) => ones.length),
      readsOnAt('none'),
      readsOnAt('record'),
    ]);
  }
  await countReplayed(tx, finished);
}

/** A cold lane with room for a page wants to read on. */
const DRAINED = `
  UPDATE lanes SET pending = greatest(0, pending - done.count),
    read_due = CASE
      WHEN NOT hot AND NOT stopped AND pending - done.count <= CASE ordering WHEN 'record' THEN $4::integer ELSE $3 END
      THEN least(read_due, now()) ELSE read_due END
  FROM unnest($1::uuid[], $2::integer[]) AS done (endpoint_id, count)
  WHERE lanes.endpoint_id = done.endpoint_id`;
