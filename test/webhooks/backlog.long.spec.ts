import { toTypeId } from '@platform/ids';

import type { TestApp } from '../events/support/test-app';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { fillDeliveries, flatCosts } from './support/backlog-costs';
import { chainFaults, racePromotions } from './support/chains';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { HandWorker } from './support/hand-worker';
import { runInOrder } from './support/order-run';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let worker: HandWorker;

beforeEach(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
  engine = new Engine(process);
  worker = new HandWorker(process.database);
});

afterEach(async () => {
  await process.close();
  await clone.drop();
});

const URL = 'https://example.com/hooks';
const HOUR_MS = 3_600_000;

async function log(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 10_000) await engine.log(Math.min(left, 10_000));
}

it(
  'one million entries that wait for one endpoint, and as many retries of others, change no cost',
  async () => {
    const hook = await engine.endpoint(URL);
    await log(1500);
    await engine.readOn();
    const few = await flatCosts(process.database, hook);
    await log(1_000_000);
    for (let n = 0; n < 10; n += 1) await fillDeliveries(engine, { endpoints: 100, each: 1000 });
    const many = await flatCosts(process.database, hook);
    for (const [index, { name, blocks, scanned }] of many.entries()) {
      expect({ name, scanned: scanned.filter((table) => /^(deliveries|feed)/.test(table)) }).toEqual({
        name,
        scanned: [],
      });
      expect({ name, isFlat: blocks <= (few[index]?.blocks ?? 0) * 2 + 200 }).toEqual({ name, isFlat: true });
    }
    expect(await engine.count('deliveries', hook)).toBeLessThanOrEqual(1000);
  },
  2 * HOUR_MS,
);

it(
  'the order of 200 records holds through failures and kills',
  async () => {
    const receiver = await Receiver.start();
    const { hook, sequences } = await runInOrder(process, engine, {
      receiver,
      records: 200,
      versions: 20,
      withinMs: HOUR_MS,
    });
    await receiver.stop();
    for (const ofRecord of sequences) {
      expect(ofRecord).toHaveLength(20);
      expect(ofRecord).toEqual(ofRecord.toSorted((a, b) => a - b));
    }
    expect(await engine.count('deliveries', hook)).toBe(0);
  },
  HOUR_MS,
);

it(
  'no wake-up is lost in 10,000 rounds',
  async () => {
    const hook = await engine.endpoint(URL, { ordering: 'record' });
    await racePromotions(engine, process.database, { hook, rounds: 10_000 });
    expect(await chainFaults(engine, hook)).toEqual([]);
    expect(await engine.count('deliveries', hook)).toBe(0);
  },
  HOUR_MS,
);

/** Delivers and reads on until there is nothing left, and answers how often each event came. */
async function drained(hook: string, each: () => Promise<void> = () => Promise.resolve()) {
  const times = new Map<string, number>();
  for (let found = true; found; ) {
    const done = await worker.drain();
    for (const { event_id: id, endpoint_id: to } of done) {
      if (to === hook) times.set(id, (times.get(id) ?? 0) + 1);
    }
    await each();
    await engine.readOn();
    const [lane] = await engine.sql<{ hot: boolean }>('SELECT hot FROM lanes WHERE endpoint_id = $1', [hook]);
    found = done.length > 0 || !lane?.hot;
  }
  return times;
}

it(
  'polling and pushing 200,000 events gives the same',
  async () => {
    const hook = await engine.endpoint(URL);
    await log(200_000);
    await engine.readOn();
    const pushed = await drained(hook);
    expect(new Set(pushed.values())).toEqual(new Set([1]));
    const polled = new Set(await engine.poll());
    expect(polled.size).toBe(200_000);
    expect(polled).toEqual(new Set(pushed.keys()));
  },
  HOUR_MS,
);

it(
  'a replay of 50,000 events beside new ones sends each once, with no more than 500 on their way',
  async () => {
    const hook = await engine.endpoint(URL);
    await log(50_000);
    await engine.readOn();
    await drained(hook);
    const path = `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}/replay`;
    const { body: replay } = await engine.api.post(path, { from_sequence: 1 });
    const live: string[] = [];
    const times = new Map<string, number>();
    const read = async () => (await engine.api.get(`/v1/webhook-replays/${replay.id}`)).body;
    while ((await read()).state === 'running') {
      live.push(...(await engine.log(5)));
      await engine.sql("UPDATE webhook_replays SET read_due = now() WHERE read_due < 'infinity'");
      await engine.readOn();
      expect(await engine.count('deliveries', hook)).toBeLessThanOrEqual(505);
      for (const { event_id: id } of await worker.drain()) times.set(id, (times.get(id) ?? 0) + 1);
    }
    expect(new Set(times.values())).toEqual(new Set([1]));
    expect(times.size).toBe(50_000 + live.length);
    expect(await read()).toMatchObject({ progress: { made: 50_000, delivered: 50_000, failed: 0 } });
  },
  HOUR_MS,
);
