import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '../../events/support/until';
import type { Caller } from '../../journeys/support/caller';
import type { Program } from '../../journeys/support/program';
import { Receiver } from '../../webhooks/support/receiver';
import { ApartProduct } from './apart-product';
import { type Balance, expectBalanced, isQuiet } from './ledger';
import { Load } from './load';
import { OwnPostgres } from './own-postgres';
import { seededRandom } from './seeded-random';

const VICTIMS = ['api', 'worker', 'postgres'] as const;

/** What came of a run in which processes died one by one. */
export interface ApartRun extends Balance {
  readonly answered: number;
  /** Answered writes of which there is no event. */
  readonly lost: readonly string[];
  readonly deaths: readonly (typeof VICTIMS)[number][];
}

/** Makes so many leads while the API, one of two workers and PostgreSQL are killed with -9 in turn, at moments that the seed decides. */
export async function apartRun(seed: number, writes: number, rounds: number): Promise<ApartRun> {
  const random = seededRandom(seed);
  const [postgres, receiver] = await Promise.all([OwnPostgres.start(), Receiver.start()]);
  const { product, first } = await ApartProduct.start(postgres.url, { DATABASE_URL: postgres.url });
  try {
    const ledger = await product.books(receiver);
    await first.stop();
    let api = await product.startApi();
    const workers: Program[] = [await product.startWorker(), await product.startWorker()];
    const load = new Load((): Caller => api.caller, `apart-${seed}`).start();
    const deaths = Array.from({ length: rounds }, () => [...VICTIMS].sort(() => random() - 0.5)).flat();
    for (const [at, victim] of deaths.entries()) {
      const enough = (writes * (at + random())) / deaths.length;
      await until(() => load.answered.size >= enough, { withinMs: 600_000 });
      await sleep(random() * 200);
      if (victim === 'postgres') await postgres.restart('SIGKILL');
      else if (victim === 'api') {
        await api.program.kill();
        api = await product.startApi();
      } else {
        await workers.shift()?.kill();
        workers.push(await product.startWorker());
      }
    }
    await until(() => load.answered.size >= writes, { withinMs: 600_000 });
    await load.stop();
    await until(() => isQuiet(ledger), { withinMs: 180_000 });
    const balance = await expectBalanced(ledger);
    const stored = await product.look<{ id: string }>(
      "SELECT data::jsonb #>> '{object,id}' AS id FROM events WHERE type = 'lead.created'",
    );
    const ids = new Set(stored.map(({ id }) => id));
    const lost = [...load.answered.keys()].filter((id) => !ids.has(id));
    return { ...balance, answered: load.answered.size, lost, deaths };
  } finally {
    await product.stop();
    await receiver.stop();
    await postgres.stop();
  }
}
