import { setTimeout as sleep } from 'node:timers/promises';

import { toTypeId, toUuid } from '@platform/ids';

import type { Dispatcher } from '../../libs/ecosystem/webhooks/dispatcher';
import { EndpointHealth } from '../../libs/ecosystem/webhooks/endpoint-health';
import type { TestApp } from '../events/support/test-app';
import { write } from '../events/support/test-events';
import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { fillDeliveries, fillEndpoint, flatCosts } from './support/backlog-costs';
import { chainFaults, racePromotions } from './support/chains';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { HandWorker, of } from './support/hand-worker';
import { runInOrder } from './support/order-run';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let worker: HandWorker;
let started: Dispatcher[];
let receiver: Receiver;

const URL = 'https://example.com/hooks';

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
  receiver = await Receiver.start();
});

afterAll(async () => {
  await receiver.stop();
  await process.close();
  await clone.drop();
});

beforeEach(() => {
  engine = new Engine(process);
  worker = new HandWorker(process.database);
  started = [];
});

afterEach(async () => {
  for (const dispatcher of started) await dispatcher.abandon();
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
const failing = (fails: (event: string) => boolean) => (delivery: { event_id: string }) =>
  fails(delivery.event_id) ? ({ state: 'parked' } as const) : ({ state: 'delivered' } as const);

describe('the order of each record', () => {
  it('is kept by several workers that fail, are killed and replaced, and nothing stays behind', async () => {
    const { hook, sequences } = await runInOrder(process, engine, {
      receiver,
      records: 40,
      versions: 4,
      withinMs: 60_000,
    });
    for (const ofRecord of sequences) {
      expect(ofRecord).toHaveLength(4);
      expect(ofRecord).toEqual(ofRecord.toSorted((a, b) => a - b));
    }
    expect(await engine.count('deliveries', hook)).toBe(0);
  }, 90_000);

  it('never loses a wake-up between one that finishes and one that comes', async () => {
    const hook = await engine.endpoint(URL, { ordering: 'record' });
    await racePromotions(engine, process.database, { hook, rounds: 200 });
    expect(await chainFaults(engine, hook)).toEqual([]);
    expect(await engine.count('deliveries', hook)).toBe(0);
  }, 60_000);

  it('holds back only the record whose delivery is parked, until it is passed over or sent', async () => {
    const hook = await engine.endpoint(URL, { ordering: 'record' });
    const events = await engine.log(9, { records: 3 });
    await engine.readOn();
    const [first = '', other = ''] = events;
    const sent = await worker.drain(failing((event) => event === first || event === other));
    expect(of(hook, sent).filter((event) => event !== first && event !== other)).toEqual([
      events[2],
      events[5],
      events[8],
    ]);
    const parked = await listed(hook, 'state=parked');
    expect(parked.map(({ event_id }: { event_id: string }) => toUuid('event', event_id))).toEqual([
      other,
      first,
    ]);
    expect(await listed(hook, 'state=pending')).toMatchObject(Array(4).fill({ next_attempt_at: null }));
    const [waiting] = await listed(hook, `event_id=${toTypeId('event', events[3] ?? '')}`);
    expect((await engine.api.post(`/v1/deliveries/${waiting.id}/retry`)).body.code).toBe('delivery_waits');
    expect((await engine.api.post(`/v1/deliveries/${parked[1].id}/skip`)).body).toMatchObject({
      state: 'failed',
      reason: 'skipped',
    });
    expect((await engine.api.post(`/v1/deliveries/${parked[1].id}/skip`)).body.code).toBe(
      'delivery_finished',
    );
    expect(of(hook, await worker.drain())).toEqual([events[3], events[6]]);
    expect((await engine.api.post(`/v1/deliveries/${parked[0].id}/retry`)).body.state).toBe('pending');
    expect(of(hook, await worker.drain())).toEqual([other, events[4], events[7]]);
    expect(await laneOf(hook)).toMatchObject({ pending: 0 });
  });

  it('lets everything that is parked be sent or passed over at once', async () => {
    const hook = await engine.endpoint(URL, { ordering: 'record' });
    const events = await engine.log(6, { records: 3 });
    const firsts = new Set(events.slice(0, 3));
    await engine.readOn();
    await worker.drain(failing((event) => firsts.has(event)));
    expect((await engine.api.post(path(hook, '/retry-parked'))).body).toEqual({ count: 3 });
    expect(of(hook, await worker.drain(failing((event) => firsts.has(event))))).toHaveLength(3);
    expect((await engine.api.post(path(hook, '/skip-parked'))).body).toEqual({ count: 3 });
    expect(of(hook, await worker.drain())).toEqual(events.slice(3));
    expect(await listed(hook, 'state=failed')).toHaveLength(3);
  });

  it('pauses the endpoint when all that it can hold waits behind parked ones', async () => {
    const hook = await engine.endpoint(URL, { ordering: 'record' });
    const [first] = await engine.log(10_600, { records: 1 });
    await engine.readOn();
    expect(await laneOf(hook)).toMatchObject({ hot: false, pending: 10_000 });
    expect(await engine.fanOut.stuckLanes()).toEqual([]);
    await worker.drain(failing((event) => event === first));
    const stuck = await engine.fanOut.stuckLanes();
    expect(stuck).toEqual([{ endpoint_id: hook, workspace_id: engine.workspace }]);
    await process.app.get(EndpointHealth).stop(engine.workspace, hook, {
      reason: 'too_many_parked',
      now: new Date(),
    });
    expect((await engine.api.get(path(hook))).body).toMatchObject({
      state: 'paused',
      state_reason: 'too_many_parked',
    });
  }, 30_000);
});

describe('the order of a whole endpoint', () => {
  it('waits for its owner when the tries of one delivery are used up, and then goes on with that', async () => {
    const hook = await engine.endpoint(`${receiver.url}/strict`, { ordering: 'endpoint' });
    const sequences: number[] = [];
    let answers = 0;
    receiver.answer = (response, { body }) => {
      answers += 1;
      const isBad = answers >= 3 && answers <= 5;
      if (!isBad) sequences.push(JSON.parse(body).sequence);
      response.writeHead(isBad ? 500 : 200).end();
    };
    for (let n = 0; n < 6; n += 1) await write(process, engine.workspace);
    await engine.relay();
    const dispatcher = engine.dispatcher({ schedule: (failed) => (failed < 3 ? 5 : null) });
    started.push(dispatcher);
    dispatcher.start();
    const state = async () => (await engine.api.get(path(hook))).body;
    await until(async () => (await state()).state === 'paused', { withinMs: 30_000 });
    expect(await state()).toMatchObject({ state_reason: 'order_blocked' });
    expect(sequences).toHaveLength(2);
    await engine.api.post(path(hook, '/resume'));
    dispatcher.wake();
    await until(async () => (await engine.count('delivery_log', hook)) === 6, { withinMs: 30_000 });
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(await state()).toMatchObject({ state: 'active', state_reason: null });
  }, 60_000);
});

describe('a change of the order', () => {
  it('holds for what is pending, loses nothing and tries again what was parked', async () => {
    const hook = await engine.endpoint(URL);
    const events = await engine.log(30, { records: 5 });
    await engine.readOn();
    const change = async (ordering: string) => {
      expect((await engine.api.patch(path(hook), { ordering })).body.ordering).toBe(ordering);
      expect(await chainFaults(engine, hook)).toEqual([]);
    };
    const handled: string[] = [];
    const isFirst = (event: string) => event === events[0];
    await change('record');
    const parking = await worker.turn(failing(isFirst));
    expect(of(hook, parking)).toEqual(events.slice(0, 5));
    handled.push(...of(hook, parking).slice(1));
    await change('endpoint');
    const one = await worker.turn();
    expect(of(hook, one)).toEqual([events[0]]);
    handled.push(...of(hook, one));
    await engine.log(1);
    await engine.readOn();
    await change('record');
    await change('none');
    handled.push(...of(hook, await worker.drain()));
    expect(handled).toHaveLength(31);
    expect(new Set(handled).size).toBe(31);
  });
});
