import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '../events/support/until';
import type { Program } from '../journeys/support/program';
import { Receiver } from '../webhooks/support/receiver';
import { ApartProduct } from './support/apart-product';
import { quantile } from './support/claim-in-turns';
import { expectBalanced, isQuiet, type Ledger } from './support/ledger';
import { delaysOf, Load } from './support/load';
import { OwnPostgres } from './support/own-postgres';
import { hasPooler, Pooler } from './support/pooler';
import { TcpProxy } from './support/tcp-proxy';

const PATIENCE = { withinMs: 180_000 };
const RESTARTS = 5;
const RECOVERY_MS = 5000;

let postgres: OwnPostgres;
let receiver: Receiver;

beforeEach(async () => {
  [postgres, receiver] = await Promise.all([OwnPostgres.start(), Receiver.start()]);
}, 120_000);

afterEach(async () => {
  await receiver.stop();
  await postgres.stop();
});

async function balance(ledger: Ledger, programs: readonly Program[]): Promise<void> {
  await until(() => isQuiet(ledger), PATIENCE);
  await expectBalanced(ledger);
  for (const { ending, said } of programs) {
    expect([ending, said.match(/^.*(unhandled|uncaught).*$/im)]).toEqual([null, null]);
  }
}

it(`a PostgreSQL that is ended at once ${RESTARTS} times under load: all goes on in 5 s, no process ends`, async () => {
  const { product, first } = await ApartProduct.start(postgres.url, { DATABASE_URL: postgres.url });
  try {
    const ledger = await product.books(receiver);
    const programs = [first, await product.startWorker()];
    const load = new Load(() => product.caller, 'restarts').start();
    const recoveries: number[] = [];
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      await sleep(3000);
      await postgres.restart();
      const backAt = performance.now();
      const [written, received] = [load.answered.size, receiver.requests.length];
      await until(() => load.answered.size > written && receiver.requests.length > received, PATIENCE);
      recoveries.push(performance.now() - backAt);
    }
    await load.stop();
    await balance(ledger, programs);
    console.info(`Recovery after each restart, in ms: ${recoveries.map(Math.round).join(', ')}.`);
    expect(Math.max(...recoveries)).toBeLessThan(RECOVERY_MS);
  } finally {
    await product.stop();
  }
}, 600_000);

(hasPooler ? it : it.skip)(
  'behind a pooler in transaction mode, the connections that listen torn every 5 s for a minute: nothing is lost, woken in 100 ms',
  async () => {
    const pooler = await Pooler.start(postgres.url);
    const listening = await TcpProxy.start({ host: '127.0.0.1', port: postgres.port });
    const direct = new URL(postgres.url);
    direct.port = String(listening.port);
    const { product, first } = await ApartProduct.start(postgres.url, {
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct.href,
      DATABASE_NAMED_STATEMENTS: 'false',
    });
    try {
      const ledger = await product.books(receiver);
      const programs = [first, await product.startWorker()];
      const load = new Load(() => product.caller, 'pooler', 500).start();
      for (let tear = 0; tear < 12; tear += 1) {
        await sleep(5000);
        listening.reset();
      }
      await load.stop();
      expect(load.failures).toBe(0);
      await balance(ledger, programs);
      const p99 = quantile(delaysOf(load, receiver), 0.99);
      console.info(`From a write's answer to its delivery, p99: ${Math.round(p99)} ms.`);
      expect(p99).toBeLessThan(100);
    } finally {
      await product.stop();
      await listening.stop();
      await pooler.stop();
    }
  },
  600_000,
);
