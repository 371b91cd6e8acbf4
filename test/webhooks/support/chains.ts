import type { Database } from '@platform/database';

import type { Engine } from './engine';
import { HandWorker } from './hand-worker';

/** Chains whose first delivery is neither due nor parked, and deliveries that are due before their turn. */
export const chainFaults = (engine: Engine, hook: string): Promise<{ id: string }[]> =>
  engine.sql<{ id: string }>(CHAIN_FAULTS, [hook]);

const CHAIN_FAULTS = `
  SELECT id FROM (
    SELECT id, due_at < 'infinity' AS is_due, parked_at IS NOT NULL AS is_parked,
      row_number() OVER (PARTITION BY coalesce(order_key, id) ORDER BY pos) = 1 AS is_first
    FROM deliveries WHERE endpoint_id = $1
  ) AS placed WHERE is_due <> (is_first AND NOT is_parked)`;

/** Feeds the same few records again and again while a worker finishes what they have: each round is a chance to lose a wake-up. */
export async function racePromotions(
  engine: Engine,
  database: Database,
  { hook, rounds }: { hook: string; rounds: number },
): Promise<void> {
  let isFeeding = true;
  const worker = new HandWorker(database);
  const finish = async () => {
    while (isFeeding) await worker.turn();
  };
  const feed = async () => {
    try {
      for (let round = 0; round < rounds; round += 1) {
        await engine.logAbout(2, round % 3);
        while ((await engine.fanOut.step()).hasMore);
      }
    } finally {
      isFeeding = false;
    }
  };
  await Promise.all([finish(), feed()]);
  await engine.readOn();
  while ((await worker.drain()).length > 0) await engine.readOn();
  const [lane] = await engine.sql<{ pending: number }>('SELECT pending FROM lanes WHERE endpoint_id = $1', [
    hook,
  ]);
  if (lane?.pending !== 0)
    throw new Error(`The lane counts ${lane?.pending} pending deliveries that are not there.`);
}
