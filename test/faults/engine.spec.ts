import { type Sql, withConnection } from '@platform/database';
import { keepPartitions, watchStorage } from '@platform/events';
import { armFailPoints } from '@platform/runtime';
import { Pool } from 'pg';
import { register } from 'prom-client';

import { WatchedClient } from '../../libs/platform/database/watched-client';
import type { TestApp } from '../events/support/test-app';
import { write } from '../events/support/test-events';
import { until } from '../events/support/until';
import {
  cloneTemplate,
  emptyDatabase,
  type TestDatabase,
  testServer,
  withDatabase,
} from '../support/test-database';
import { startApiApp, startDeliveryApp } from '../webhooks/support/delivery-app';
import { Engine } from '../webhooks/support/engine';
import { Receiver } from '../webhooks/support/receiver';
import { claimInTurns, expectFenced } from './support/claim-in-turns';
import { open } from './support/held-session';
import { expectBalanced, isQuiet, type Ledger } from './support/ledger';
import { seededRandom } from './support/seeded-random';
import { movedTo, placeOf, TcpProxy } from './support/tcp-proxy';

const DAY_MS = 86_400_000;
/** Whatever does not come by then never comes: no machine is that slow. */
const PATIENCE = { withinMs: 60_000 };

let clone: TestDatabase;
let receiver: Receiver;
const running: TestApp[] = [];

beforeEach(async () => {
  clone = await cloneTemplate();
  receiver = await Receiver.start();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.close()));
  await receiver.stop();
  await clone.drop();
});

async function run(start: () => Promise<TestApp>): Promise<TestApp> {
  const process = await start();
  running.push(process);
  return process;
}

/** API and worker in one process, with an endpoint that takes all notes. */
async function product(): Promise<{ process: TestApp; engine: Engine; ledger: Ledger }> {
  const process = await run(() => startDeliveryApp(clone.url));
  return { process, ...(await books(process)) };
}

async function books(process: TestApp): Promise<{ engine: Engine; ledger: Ledger }> {
  const engine = new Engine(process);
  const endpointId = await engine.endpoint(receiver.url);
  return {
    engine,
    ledger: {
      look: (text, params) => process.database.rows.query(`/* test */ ${text}`, [...(params ?? [])]),
      workspaceId: engine.workspace,
      endpointId,
      types: 'note.%',
      receiver,
    },
  };
}

async function writes(process: TestApp, { workspace }: Engine, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await write(process, workspace, { undo: n % 7 === 6 });
}

const quiet = (ledger: Ledger) => until(() => isQuiet(ledger), PATIENCE);

const gauge = async (name: string): Promise<number> => {
  const { values = [] } = (await register.getSingleMetric(name)?.get()) ?? {};
  return values[0]?.value ?? Number.NaN;
};

describe('a worker', () => {
  it('that fails once at every point between a commit and a receiver loses nothing', async () => {
    const { process, engine, ledger } = await product();
    const points = armFailPoints(
      [
        'sequencer_before_commit',
        'sequencer_after_feed',
        'fan_out_before_commit',
        'fan_out_after_commit',
        'lanes_after_claim',
        'before_send:2',
        'after_2xx',
        'results_before_store',
        'results_before_commit',
        'results_after_commit',
      ]
        .map((point) => `${point}:throw`)
        .join(),
    );
    try {
      await writes(process, engine, 14);
      await until(() => points.left().length === 0, PATIENCE);
      await writes(process, engine, 14);
      await quiet(ledger);
    } finally {
      points.disarm();
    }
    const { events, duplicates } = await expectBalanced(ledger);
    expect(events).toBe(24);
    expect(duplicates).toBeGreaterThan(0);
  });

  it('that freezes in the middle of a transaction holds nobody up: the server undoes it and another goes on', async () => {
    const { process, engine, ledger } = await product();
    await run(() => startDeliveryApp(clone.url));
    const points = armFailPoints('sequencer_before_commit:hang,results_before_commit:hang');
    try {
      await writes(process, engine, 6);
      await until(() => points.left().length === 0, PATIENCE);
      await writes(process, engine, 6);
      await quiet(ledger);
    } finally {
      points.disarm();
    }
    await writes(process, engine, 1);
    await quiet(ledger);
    await expectBalanced(ledger);
  });

  it('whose network is gone begins nothing, and what it brings back when another has its lanes changes nothing', async () => {
    const direct = await run(() => startApiApp(clone.url));
    const { engine, ledger } = await books(direct);
    const proxy = await TcpProxy.start(placeOf(clone.url));
    const cut = await run(() => startApiApp(movedTo(clone.url, proxy.port)));
    const [first, second] = [cut, direct].map((process) => new Engine(process).dispatcher({ leaseMs: 1200 }));
    let answer = (): void => undefined;
    receiver.answer = (response, _, count) => {
      if (count > 1) response.writeHead(204).end();
      else answer = () => response.writeHead(204).end();
    };
    try {
      await write(direct, engine.workspace);
      await engine.relay();
      first?.start();
      await until(() => receiver.requests.length === 1, PATIENCE);
      proxy.freeze();
      answer();
      await writes(direct, engine, 3);
      await engine.relay();
      second?.start();
      await quiet(ledger);
      expect(receiver.requests).toHaveLength(1 + 4);
      proxy.thaw();
      await until(async () => (await engine.count('attempts', ledger.endpointId)) === 1 + 4, PATIENCE);
      expect(await expectBalanced(ledger)).toEqual({ events: 4, duplicates: 1 });
    } finally {
      proxy.thaw();
      await Promise.all([first?.abandon(), second?.abandon()]);
      await cut.close();
      running.splice(running.indexOf(cut), 1);
      await proxy.stop();
    }
  });
});

describe('a connection', () => {
  it('that says nothing is given up, whoever waits is told, and the next one works', async () => {
    const proxy = await TcpProxy.start(placeOf(clone.url));
    const settings = {
      connectionString: movedTo(clone.url, proxy.port),
      Client: WatchedClient,
      silentMs: 300,
    };
    const pool = new Pool(settings);
    pool.on('error', () => undefined);
    try {
      await pool.query('SELECT pg_sleep(0.1)');
      proxy.freeze();
      await expect(pool.query('SELECT 1')).rejects.toThrow('The database did not answer for 300 ms');
      proxy.thaw();
      expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    } finally {
      await pool.end();
      await proxy.stop();
    }
  });

  it('that breaks under a list does not end the process', async () => {
    const { database } = await run(() => startApiApp(clone.url));
    const reading = database.within(60_000).sql('test.sleep', '/* test */ SELECT pg_sleep(60)');
    const broken = expect(reading).rejects.toThrow();
    await until(async () => {
      const ended = await database.sql<{ ended: boolean }>(
        'test.terminate',
        "/* test */ SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
      );
      return ended.length > 0;
    });
    await broken;
    expect(await database.within(1000).sql('test.one', '/* test */ SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('lanes', () => {
  it('that 32 claimers of two owners fight for are written under by one at a time', async () => {
    const { database } = await run(() => startApiApp(clone.url));
    const seed = Math.ceil(Math.random() * 1_000_000);
    const turns = await claimInTurns(database, { lanes: 50, forMs: 1500, random: seededRandom(seed) });
    expect([turns.claimed > 50, turns.fenced > 0, seed]).toEqual([true, true, seed]);
    await expectFenced(database);
  });
});

describe('events', () => {
  it('flow on beside a writer and a reader that stay open, here and in another database, and the late one follows', async () => {
    const { process, engine, ledger } = await product();
    const other = await emptyDatabase();
    let commit = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const late = process.database.transaction(async (tx) => {
      const inside = { transaction: (work: (t: typeof tx) => Promise<void>) => work(tx) };
      await write(
        { database: inside as unknown as typeof process.database, outbox: process.outbox },
        engine.workspace,
      );
      await isHeld;
    });
    const elsewhere = open(other.url, 'BEGIN; SELECT pg_current_xact_id()', isHeld);
    const reader = open(
      withDatabase(testServer().adminUrl, clone.name),
      'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM events LIMIT 1',
      isHeld,
    );
    try {
      await writes(process, engine, 20);
      await until(() => new Set(receiver.ids()).size === 18, PATIENCE);
      expect(await gauge('dealwright_oldest_snapshot_transactions')).toBeGreaterThan(20);
    } finally {
      commit();
      await Promise.all([late, elsewhere, reader]);
      await other.drop();
    }
    await quiet(ledger);
    expect((await expectBalanced(ledger)).events).toBe(19);
  });

  it('whose day has no partition are refused as a whole, an alarm tells of it days before, and upkeep mends it', async () => {
    const process = await run(() => startApiApp(clone.url));
    const { engine, ledger } = await books(process);
    const stop = watchStorage(process.database);
    const daysAhead = () => gauge('dealwright_partition_days_ahead');
    const tomorrow = new Date(Date.now() + DAY_MS);
    expect(await daysAhead()).toBe(15);
    await dropPartition('events', tomorrow);
    expect(await daysAhead()).toBe(1);
    await expect(write(process, engine.workspace, { now: tomorrow })).rejects.toThrow(
      'no partition of relation "events"',
    );
    expect(await ledger.look("SELECT FROM events WHERE type = 'note.created'")).toEqual([]);
    await keepAt(new Date());
    expect(await daysAhead()).toBe(15);
    stop();
    await write(process, engine.workspace, { now: tomorrow });
    await dropPartition('feed', new Date());
    await expect(engine.relay()).rejects.toThrow('no partition of relation "feed"');
    await dropPartition('attempts', new Date());
    await keepAt(new Date());
    await dropPartition('attempts', new Date());
    await engine.relay();
    const dispatcher = engine.dispatcher();
    dispatcher.start();
    await until(() => receiver.requests.length === 1, PATIENCE);
    await keepAt(new Date());
    await quiet(ledger);
    await dispatcher.stop();
    expect(await expectBalanced(ledger)).toEqual({ events: 1, duplicates: 0 });
  });

  it('are written while a partition that somebody reads waits to be dropped', async () => {
    const process = await run(() => startApiApp(clone.url));
    const engine = new Engine(process);
    const yesterday = new Date(Date.now() - DAY_MS);
    let end = (): void => undefined;
    const isRead = new Promise<void>((resolve) => {
      end = resolve;
    });
    const reader = open(clone.url, `BEGIN; SELECT FROM ${partition('events', yesterday)} LIMIT 1`, isRead);
    const upkeep = keepAt(new Date(yesterday.getTime() + 31 * DAY_MS));
    for (let n = 0; n < 30; n += 1) await write(process, engine.workspace);
    const { dropped } = await upkeep;
    end();
    await reader;
    // The log of requests is kept for a shorter time: all of its days are past by then.
    expect(dropped.filter((name) => !name.startsWith('request_log_'))).toEqual(
      ['attempts', 'delivery_log', 'feed'].map((table) => partition(table, yesterday)),
    );
    expect((await keepAt(new Date(yesterday.getTime() + 31 * DAY_MS))).dropped).toEqual([
      partition('events', yesterday),
    ]);
  });
});

const partition = (table: string, day: Date): string =>
  `${table}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;

const onClone = <Result>(work: (connection: Sql) => Promise<Result>): Promise<Result> =>
  withConnection(clone.url, work);

const dropPartition = (table: string, day: Date) =>
  onClone((connection) => connection.sql('', `/* test */ DROP TABLE ${partition(table, day)}`));

const keepAt = (now: Date) => onClone((connection) => keepPartitions(connection, now));
