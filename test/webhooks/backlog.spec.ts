import { setTimeout as sleep } from 'node:timers/promises';

import { toTypeId, toUuid } from '@platform/ids';

import type { TestApp } from '../events/support/test-app';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { fillDeliveries, fillEndpoint, flatCosts } from './support/backlog-costs';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { HandWorker, of } from './support/hand-worker';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let worker: HandWorker;

const URL = 'https://example.com/hooks';

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(() => {
  engine = new Engine(process);
  worker = new HandWorker(process.database);
});

afterEach(async () => {
  // What one test leaves pending is nothing to the next.
  await engine.sql("UPDATE lanes SET stopped = true, wake_at = 'infinity', read_due = 'infinity'");
});

const idOf = (hook: string): string => toTypeId('webhook_endpoint', hook);
const path = (hook: string, rest = ''): string => `/v1/webhook-endpoints/${idOf(hook)}${rest}`;

const laneOf = (hook: string) => engine.feeding(hook);

const listed = async (hook: string, query: string) =>
  (await engine.api.get(path(hook, `/deliveries?limit=500&${query}`))).body.data;

const drainAll = (hook: string) => worker.drainLane(engine, hook);

describe('a lane with much to send', () => {
  it('holds 1,000 deliveries at most and reads the rest from the log: all of it once, as pollers see it', async () => {
    const hook = await engine.endpoint(URL);
    const events = await engine.log(1700);
    await engine.readOn();
    expect(await laneOf(hook)).toEqual({ hot: false, pending: 1000, is_reading: false });
    expect(await engine.count('deliveries', hook)).toBe(1000);
    const more = await engine.log(100);
    const handled = await drainAll(hook);
    expect(handled).toHaveLength(1800);
    expect(new Set(handled)).toEqual(new Set([...events, ...more]));
    expect(await laneOf(hook)).toEqual({ hot: true, pending: 0, is_reading: false });
    await engine.log(1);
    await engine.readOn();
    expect(await engine.count('deliveries', hook)).toBe(1);
    const polled = await engine.poll();
    expect(polled.slice(0, 1800)).toEqual([...events, ...more]);
  });

  it('and no way to send it delays no other, which reads on meanwhile', async () => {
    const stuck = await engine.endpoint(`${URL}/stuck`);
    const fine = await engine.endpoint(`${URL}/fine`);
    const events = await engine.log(1600);
    await engine.readOn();
    const retried = { state: 'pending', retryInMs: 3_600_000 } as const;
    const handled: string[] = [];
    while (handled.length < 1600) {
      const done = await worker.drain(({ endpoint_id: id }) =>
        id === stuck ? retried : { state: 'delivered' },
      );
      handled.push(...of(fine, done));
      await engine.readOn();
    }
    expect(new Set(handled)).toEqual(new Set(events));
    expect(await laneOf(fine)).toMatchObject({ hot: true, pending: 0 });
    expect(await laneOf(stuck)).toEqual({ hot: false, pending: 1000, is_reading: false });
    expect(await engine.fanOut.catchUp()).toEqual({ deliveries: 0, hasMore: false });
  });

  it('costs the same to claim, look at, read on and feed however much waits', async () => {
    const hook = await engine.endpoint(URL);
    await engine.log(1500);
    await engine.readOn();
    const few = await flatCosts(process.database, hook);
    await engine.log(4000);
    await fillDeliveries(engine, { endpoints: 100, each: 60 });
    const many = await flatCosts(process.database, hook);
    expect(many.map(({ name }) => name)).toEqual(few.map(({ name }) => name));
    expect(many.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['lanes.claim', 'deliveries.look', 'lanes.release', 'lanes.read_on']),
    );
    for (const [index, { name, blocks, scanned }] of many.entries()) {
      expect({ name, scanned: scanned.filter((table) => /^(deliveries|feed)/.test(table)) }).toEqual({
        name,
        scanned: [],
      });
      expect({ name, isFlat: blocks <= (few[index]?.blocks ?? 0) * 2 + 200 }).toEqual({ name, isFlat: true });
    }
  });
});

describe('many new ones of one endpoint', () => {
  it('are not looked through for those that are tried again', async () => {
    const hook = await engine.endpoint(URL);
    await engine.log(10);
    await engine.readOn();
    await fillEndpoint(engine, { hook, count: 20_000 });
    const look = (await flatCosts(process.database, hook)).find(({ name }) => name === 'deliveries.look');
    expect(look).toMatchObject({ scanned: [] });
    expect(look?.blocks).toBeLessThan(100);
  });
});

describe('very many endpoints that nothing is for', () => {
  it('are not looked through for those that have something to do', async () => {
    const hook = await engine.endpoint(URL);
    await engine.log(10);
    await engine.readOn();
    await engine.sql(SLEEPING_LANES, [20_000]);
    await engine.sql('ANALYZE lanes');
    const costs = await flatCosts(process.database, hook);
    expect(costs.map(({ name }) => name)).toContain('lanes.claim');
    expect(costs.filter(({ scanned }) => scanned.includes('lanes'))).toEqual([]);
  });

  const SLEEPING_LANES = `
    INSERT INTO lanes (endpoint_id, workspace_id, wake_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'infinity' FROM generate_series(1, $1::integer)`;
});

describe('an endpoint that was stopped goes on', () => {
  /** Some pending, some that came while it was paused, and a time between the two parts of these. */
  async function stopped() {
    const hook = await engine.endpoint(URL);
    const pending = await engine.log(20);
    await engine.readOn();
    await engine.api.post(path(hook, '/pause'));
    const early = await engine.log(30);
    await sleep(5);
    const time = new Date().toISOString();
    const late = await engine.log(40);
    await engine.readOn();
    return { hook, pending, early, time, late };
  }

  const resume = async (hook: string, body?: object) => {
    expect((await engine.api.post(path(hook, '/resume'), body)).status).toBe(200);
    const later = await engine.log(10);
    await engine.readOn();
    return { later, sent: await drainAll(hook) };
  };

  it('from where it stopped', async () => {
    const { hook, pending, early, late } = await stopped();
    const { later, sent } = await resume(hook);
    expect(sent.sort()).toEqual([...pending, ...early, ...late, ...later].sort());
  });

  it('from now, with what was pending listed as failed', async () => {
    const { hook, pending } = await stopped();
    const { later, sent } = await resume(hook, { from: 'now' });
    expect(sent.sort()).toEqual(later.sort());
    const failed = await listed(hook, 'state=failed');
    expect(failed.map((one: { event_id: string }) => toUuid('event', one.event_id)).sort()).toEqual(
      pending.sort(),
    );
  });

  it('from a time, before it stopped or after', async () => {
    const { hook, time, late } = await stopped();
    const { later, sent } = await resume(hook, { from: time });
    expect(sent.sort()).toEqual([...late, ...later].sort());
    await engine.api.post(path(hook, '/pause'));
    const again = await resume(hook, { from: time });
    expect(again.sent.sort()).toEqual([...late, ...later, ...again.later].sort());
  });

  it('unless it is active, or the place makes no sense', async () => {
    const hook = await engine.endpoint(URL);
    expect(await engine.api.post(path(hook, '/resume'), { from: 'now' })).toMatchObject({
      status: 409,
      body: { code: 'endpoint_active' },
    });
    expect(await engine.api.post(path(hook, '/resume'), { from: 'yesterday' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/from', code: 'wrong_format' }] },
    });
  });
});

/** Fails for good where `fails` says so, as a worker decides it. */
