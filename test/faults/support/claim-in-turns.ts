import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';

import { type ClaimedLane, LaneClaims, lockLanes } from '../../../libs/ecosystem/webhooks/lane-claims';

/** What claimers of the same lanes did. */
export interface Turns {
  /** How many claims of lanes there were, and how often one came too late to write. */
  readonly claimed: number;
  readonly fenced: number;
  /** How long each claiming statement took. */
  readonly claimMs: readonly number[];
}

const LEASE_MS = 40;
const AT_ONCE = 16;
/** One in ten is held so long that others come to its lanes before it writes, also when a thousand wait for their turn. */
const LONG = { share: 0.1, holdMs: 10 * LEASE_MS };

/** Two owners, each with 16 claimers, take lanes of a short lease, hold them for a random time, and write under what they hold. */
export async function claimInTurns(
  database: Database,
  { lanes, forMs, random }: { lanes: number; forMs: number; random: () => number },
): Promise<Turns> {
  await database.sql(
    '',
    `/* test */ INSERT INTO lanes (endpoint_id, workspace_id, wake_at)
     SELECT gen_random_uuid(), gen_random_uuid(), now() FROM generate_series(1, ${lanes})`,
  );
  await database.sql(
    '',
    '/* test */ CREATE TABLE applied (id bigserial PRIMARY KEY, lane uuid NOT NULL, epoch bigint NOT NULL, owner uuid NOT NULL)',
  );
  const turns = { claimed: 0, fenced: 0, claimMs: [] as number[] };
  const until = performance.now() + forMs;
  const claimer = async (owner: string): Promise<void> => {
    const claims = new LaneClaims(database, owner, LEASE_MS);
    while (performance.now() < until) {
      const askedAt = performance.now();
      const held = await claims.claim(Math.ceil(random() * 20));
      turns.claimMs.push(performance.now() - askedAt);
      turns.claimed += held.length;
      await new Promise((resolve) => setTimeout(resolve, holdMs(random)));
      const written = await apply(database, owner, held);
      turns.fenced += held.length - written.length;
      if (random() < 0.5) await claims.handOver(written);
    }
  };
  const owners = [newUuid(), newUuid()];
  await Promise.all(owners.flatMap((owner) => Array.from({ length: AT_ONCE }, () => claimer(owner))));
  return turns;
}

const holdMs = (random: () => number): number =>
  random() < LONG.share ? LONG.holdMs : random() * 2 * LEASE_MS;

/** Writes as a worker stores results: under the lock of the lanes that are still ours. */
async function apply(database: Database, owner: string, held: readonly ClaimedLane[]) {
  return database.transaction(async (tx) => {
    const ours = await lockLanes(
      tx,
      held.map(({ endpoint_id: endpointId, epoch }) => ({ endpointId, epoch })),
    );
    await tx.sql(
      '',
      '/* test */ INSERT INTO applied (lane, epoch, owner) SELECT lane, epoch, $3 FROM unnest($1::uuid[], $2::bigint[]) AS ours (lane, epoch)',
      [ours.map(({ endpointId }) => endpointId), ours.map(({ epoch }) => epoch), owner],
    );
    return ours;
  });
}

/** No claim belonged to two owners, and nobody wrote under a claim after a later one had been written under. */
export async function expectFenced(database: Database): Promise<void> {
  const twoOwners = await database.sql(
    '',
    '/* test */ SELECT lane, epoch FROM applied GROUP BY lane, epoch HAVING count(DISTINCT owner) > 1 LIMIT 5',
  );
  const backwards = await database.sql(
    '',
    `/* test */ SELECT * FROM (SELECT lane, epoch, lag(epoch) OVER (PARTITION BY lane ORDER BY id) AS before FROM applied) AS turns
     WHERE epoch < before LIMIT 5`,
  );
  expect({ twoOwners, backwards }).toEqual({ twoOwners: [], backwards: [] });
}

/** The value under which so much of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
