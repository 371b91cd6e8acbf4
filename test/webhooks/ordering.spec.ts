import { toTypeId, toUuid } from '@platform/ids';

import { EndpointHealth } from '../../libs/ecosystem/webhooks/endpoint-health';
import { write } from '../events/support/test-events';
import { until } from '../events/support/until';
import { chainFaults, racePromotions } from './support/chains';
import type { Engine } from './support/engine';
import { EngineBench } from './support/engine-bench';
import { HandWorker, of } from './support/hand-worker';
import { runInOrder } from './support/order-run';

const bench = new EngineBench();
let engine: Engine;
let worker: HandWorker;
beforeEach(() => {
  ({ engine } = bench);
  worker = new HandWorker(bench.process.database);
});

const URL = 'https://example.com/hooks';

const path = (hook: string, rest = ''): string =>
  `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}${rest}`;

const listed = async (hook: string, query: string) =>
  (await engine.api.get(path(hook, `/deliveries?limit=500&${query}`))).body.data;

const failing = (fails: (event: string) => boolean) => (delivery: { event_id: string }) =>
  fails(delivery.event_id) ? ({ state: 'parked' } as const) : ({ state: 'delivered' } as const);

describe('the order of each record', () => {
  it('is kept by several workers that fail, are killed and replaced, and nothing stays behind', async () => {
    const { hook, sequences } = await runInOrder(bench.process, engine, {
      receiver: await bench.receiver(),
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
    await racePromotions(engine, bench.process.database, { hook, rounds: 200 });
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
    expect(await engine.feeding(hook)).toMatchObject({ pending: 0 });
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
    expect(await engine.feeding(hook)).toMatchObject({ hot: false, pending: 10_000 });
    expect(await engine.fanOut.stuckLanes()).toEqual([]);
    await worker.drain(failing((event) => event === first));
    const stuck = await engine.fanOut.stuckLanes();
    expect(stuck).toEqual([{ endpoint_id: hook, workspace_id: engine.workspace }]);
    await bench.process.app.get(EndpointHealth).stop(engine.workspace, hook, {
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
    const receiver = await bench.receiver();
    const hook = await engine.endpoint(`${receiver.url}/strict`, { ordering: 'endpoint' });
    const sequences: number[] = [];
    let answers = 0;
    receiver.answer = (response, { body }) => {
      answers += 1;
      const isBad = answers >= 3 && answers <= 5;
      if (!isBad) sequences.push(JSON.parse(body).sequence);
      response.writeHead(isBad ? 500 : 200).end();
    };
    for (let n = 0; n < 6; n += 1) await write(bench.process, engine.workspace);
    await engine.relay();
    const dispatcher = bench.startWorker({ schedule: (failed) => (failed < 3 ? 5 : null) });
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
