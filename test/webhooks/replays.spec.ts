import { newUuid, toTypeId, toUuid } from '@platform/ids';

import type { Dispatcher, DispatcherOptions } from '../../libs/ecosystem/webhooks/dispatcher';
import { HeldLane } from '../../libs/ecosystem/webhooks/held-lane';
import { ReplayReader } from '../../libs/ecosystem/webhooks/replay-reader';
import type { TestApp } from '../events/support/test-app';
import { write } from '../events/support/test-events';
import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { HandWorker } from './support/hand-worker';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let worker: HandWorker;
let receiver: Receiver;
let started: Dispatcher[];

/** Of a receiver that bears eight requests at once. */
const GOOD_PACE = {
  rest_ms: 0,
  rate_wait_ms: 0,
  breaker: 'closed',
  breaker_trips: 0,
  fail_streak: 0,
  recent_age_ms: 0,
  recent_good: 0,
  recent_failed: 0,
  send_limit: 8,
  speed: 'unknown',
} as const;

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(async () => {
  engine = new Engine(process);
  worker = new HandWorker(process.database);
  receiver = await Receiver.start();
  started = [];
});

afterEach(async () => {
  for (const dispatcher of started) await dispatcher.abandon();
  await receiver.stop();
  await engine.sql("UPDATE lanes SET stopped = true, wake_at = 'infinity', read_due = 'infinity'");
  await engine.sql("UPDATE webhook_replays SET state = 'cancelled', read_due = 'infinity'");
});

const path = (hook: string, rest = ''): string =>
  `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}${rest}`;

const replay = async (hook: string, body: object, query = '') => {
  const answer = await engine.api.post(path(hook, `/replay${query}`), body);
  expect(answer.status).toBe(202);
  return answer.body;
};

const read = async ({ id }: { id: string }) => (await engine.api.get(`/v1/webhook-replays/${id}`)).body;

const found = async (query: string) =>
  (await engine.api.get(`/v1/deliveries?limit=500&${query}`)).body.data as Record<string, string>[];

function start(options: Partial<DispatcherOptions> = {}): Dispatcher {
  const dispatcher = engine.dispatcher({ leaseMs: 800, ...options });
  started.push(dispatcher);
  dispatcher.start();
  return dispatcher;
}

/** Endpoint and events that were delivered before. */
async function delivered(count: number, given: object = {}) {
  const hook = await engine.endpoint(receiver.url, given);
  const events = await engine.log(count, { records: Math.ceil(count / 3) });
  await engine.readOn();
  await worker.drain();
  return { hook, events };
}

/** The replay's pages as fast as its deliveries are done, without the pauses between them. */
async function carryOut(): Promise<string[]> {
  const sent: string[] = [];
  for (;;) {
    await engine.sql("UPDATE webhook_replays SET read_due = now() WHERE read_due < 'infinity'");
    await engine.fanOut.catchUp();
    const done = await worker.drain();
    if (done.length === 0) return sent;
    sent.push(...done.map((one) => one.event_id));
  }
}

describe('a replay', () => {
  it('sends a range again, marked, with the same ids; its failures say nothing of the endpoint', async () => {
    const { hook, events } = await delivered(30);
    receiver.answer = (response, _, count) => response.writeHead(count <= 5 ? 500 : 200).end();
    const asked = await engine.api.post(path(hook, '/replay'), { from_sequence: 12, to_sequence: 21 });
    expect(asked.status).toBe(202);
    expect(asked.headers.location).toBe(`/v1/webhook-replays/${asked.body.id}`);
    const relay = engine.startRelay();
    start({ schedule: (failed) => (failed < 3 ? 5 : null) });
    const done = await until(
      async () => {
        const now = await read(asked.body);
        return now.state === 'completed' && now;
      },
      { withinMs: 30_000 },
    );
    await relay.stop();
    const [first] = await engine.sql<{ sequence: string }>(
      'SELECT sequence FROM feed WHERE workspace_id = $1 AND event_id = $2',
      [engine.workspace, events[0]],
    );
    const offset = Number(first?.sequence);
    const expected = events.slice(12 - offset, 22 - offset).map((id) => toTypeId('event', id));
    expect(new Set(receiver.ids())).toEqual(new Set(expected));
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-replay']))).toEqual(
      new Set([asked.body.id]),
    );
    expect(done).toMatchObject({ progress: { made: 10, delivered: 10, failed: 0 }, from_sequence: 12 });
    expect((await engine.api.get(path(hook))).body.health.state).toBe('healthy');
    expect((await engine.api.get(path(hook, '/replays'))).body.data).toEqual([done]);
  }, 60_000);

  it('takes up all that failed since a time in one call, and nothing else', async () => {
    const hook = await engine.endpoint(receiver.url);
    await engine.log(5);
    await engine.readOn();
    await worker.drain(() => ({ state: 'failed' }));
    const since = new Date(Date.now() + 1).toISOString();
    await until(() => Date.now() > Date.parse(since));
    const events = await engine.log(260);
    await engine.readOn();
    const isBad = new Set(events.filter((_, index) => index % 2 === 0));
    await worker.drain(({ event_id: id }) => ({ state: isBad.has(id) ? 'failed' : 'delivered' }));
    const asked = { only: 'failed', since };
    const tried = await replay(hook, asked, '?validate_only=true');
    expect(tried).toMatchObject({ matching: { count: 130, is_complete: true } });
    expect((await engine.api.get(path(hook, '/replays'))).body.data).toEqual([]);
    const made = await replay(hook, asked);
    expect(made.matching).toBeNull();
    const sent = await carryOut();
    expect(sent.sort()).toEqual([...isBad].sort());
    expect(await read(made)).toMatchObject({ state: 'completed', progress: { made: 130, delivered: 130 } });
    expect(await found(`state=failed&endpoint_id=${toTypeId('webhook_endpoint', hook)}`)).toHaveLength(5);
  });

  it('counts what it would send, by types and filter too', async () => {
    const { hook } = await delivered(700);
    await engine.log(20, { type: 'note.updated' });
    await engine.readOn();
    const counted = async (body: object) =>
      (await replay(hook, { from_sequence: 1, ...body }, '?validate_only=true')).matching;
    expect(await counted({})).toEqual({ count: 720, is_complete: true });
    expect(await counted({ types: ['note.updated'] })).toEqual({ count: 20, is_complete: true });
    expect(await counted({ since: undefined, to_sequence: 1 })).toMatchObject({ is_complete: true });
  });

  it('makes nothing twice and leaves nothing out when who carries it out is killed', async () => {
    const { hook, events } = await delivered(450, { ordering: 'record' });
    const made = await replay(hook, { from_sequence: 1 });
    const failing = {
      sql: process.database.sql.bind(process.database),
      transaction: (work: (tx: unknown) => Promise<unknown>) =>
        process.database.transaction(async (tx) => {
          await work(tx);
          throw new Error('killed before the commit');
        }),
    } as unknown as typeof process.database;
    const sent: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      await engine.sql("UPDATE webhook_replays SET read_due = now() WHERE read_due < 'infinity'");
      await expect(new ReplayReader(failing).step(4))
        .rejects.toThrow('killed')
        .catch(() => undefined);
      await new ReplayReader(process.database).step(4);
      const pending = await engine.count('deliveries', hook);
      expect(pending).toBeLessThanOrEqual(500);
      if (n % 3 === 2) sent.push(...(await worker.drain()).map((one) => one.event_id));
    }
    sent.push(...(await carryOut()));
    expect(sent).toHaveLength(450);
    expect(new Set(sent)).toEqual(new Set(events));
    expect(await read(made)).toMatchObject({ state: 'completed', progress: { made: 450, delivered: 450 } });
  });

  it('lets what happens now go first, and takes half of the open requests at most', async () => {
    const { hook } = await delivered(40);
    await replay(hook, { from_sequence: 1 });
    await new ReplayReader(process.database).step(4);
    const [live] = await engine.log(1);
    await engine.readOn();
    const [first, ...others] = await worker.turn(() => ({ state: 'pending', retryInMs: 0 }), { limit: 16 });
    expect(first).toMatchObject({ event_id: live, replay_id: null });
    expect(others).toHaveLength(15);
    const lane = new HeldLane(
      { endpoint_id: hook, workspace_id: '', epoch: '1', ...GOOD_PACE },
      Number.POSITIVE_INFINITY,
    );
    lane.settings = {
      state: 'active',
      max_concurrency: 8,
      rate_per_second: null,
      url: receiver.url,
    } as unknown as HeldLane['settings'];
    lane.add({ gen: '1', due: others });
    expect(lane.begin(100, 0)).toHaveLength(4);
    expect(lane.begin(100, 0)).toHaveLength(0);
    expect(lane.wanted).toBeGreaterThan(0);
    if (first) lane.add({ gen: '1', due: [first, ...others] });
    expect(lane.begin(100, 0)).toEqual([first]);
  });

  it('that is cancelled drops what it made, and fails again what had failed', async () => {
    const hook = await engine.endpoint(receiver.url);
    await engine.log(20);
    await engine.readOn();
    await worker.drain(() => ({ state: 'failed' }));
    await engine.sql("UPDATE delivery_log SET rendering = 'v1 thin' WHERE endpoint_id = $1", [hook]);
    const again = await replay(hook, { only: 'failed' });
    await new ReplayReader(process.database).step(4);
    const asked = await engine.api.post(path(hook, '/replay'), { from_sequence: 1 });
    expect(asked).toMatchObject({
      status: 409,
      body: { code: 'replay_running', detail: expect.stringContaining(again.id) },
    });
    const cancel = ({ id }: { id: string }) => engine.api.post(`/v1/webhook-replays/${id}/cancel`);
    expect((await cancel(again)).body).toMatchObject({ state: 'cancelled', progress: { made: 20 } });
    expect(await engine.count('deliveries', hook)).toBe(0);
    expect(await found('state=failed')).toHaveLength(20);
    const kept = 'SELECT DISTINCT rendering FROM delivery_log WHERE endpoint_id = $1';
    expect(await engine.sql(kept, [hook])).toEqual([{ rendering: 'v1 thin' }]);
    const all = await replay(hook, { from_sequence: 1 });
    await new ReplayReader(process.database).step(4);
    expect(await engine.count('deliveries', hook)).toBe(20);
    await cancel(all);
    expect(await engine.count('deliveries', hook)).toBe(0);
    expect(await cancel(all)).toMatchObject({ status: 409, body: { code: 'replay_ended' } });
  });

  it.each([
    [{}, '/from_sequence', 'required'],
    [{ from_sequence: 1, since: '2026-11-21T09:30:00Z' }, '/since', 'one_of'],
    [{ from_sequence: 1, to_sequence: 2, until: '2026-11-21T09:30:00Z' }, '/until', 'one_of'],
    [{ from_sequence: 1, types: ['nothing.*'] }, '/types/0', 'unknown_event_type'],
    [{ from_sequence: 1, only: 'delivered' }, '/only', 'not_a_choice'],
  ])('is refused for %j', async (body, pointer, code) => {
    const hook = await engine.endpoint(receiver.url);
    expect(await engine.api.post(path(hook, '/replay'), body)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer, code }] },
    });
  });

  it('waits for an endpoint that is paused', async () => {
    const { hook } = await delivered(10);
    const made = await replay(hook, { from_sequence: 1 });
    await engine.api.post(path(hook, '/pause'));
    expect((await engine.api.post(path(hook, '/replay'), { from_sequence: 1 })).body.code).toBe(
      'endpoint_not_active',
    );
    expect(await carryOut()).toEqual([]);
    await engine.api.post(path(hook, '/resume'));
    expect(await carryOut()).toHaveLength(10);
    expect(await read(made)).toMatchObject({ state: 'completed' });
  });
});

describe('the deliveries of a workspace', () => {
  it('are found by endpoint, state, event, record, type, request and time, each page behind the other', async () => {
    const [one, two] = [await engine.endpoint(receiver.url), await engine.endpoint(`${receiver.url}/two`)];
    const [record, before] = [newUuid(), new Date().toISOString()];
    await write(process, engine.workspace, { objectId: record });
    await engine.relay();
    await worker.drain();
    await until(() => new Date().toISOString() > before);
    const between = new Date().toISOString();
    const [event = ''] = await engine.log(1, { type: 'note.updated' });
    await engine.readOn();
    await worker.drain(({ endpoint_id: id }) => ({ state: id === one ? 'failed' : 'delivered' }));
    await engine.log(1);
    await engine.readOn();
    const hooks = [toTypeId('webhook_endpoint', one), toTypeId('webhook_endpoint', two)];
    const states = async (query: string) => (await found(query)).map(({ state }) => state);
    expect(await states('')).toHaveLength(6);
    expect(await states(`endpoint_id=${hooks[0]}`)).toEqual(['pending', 'failed', 'delivered']);
    expect((await found('state=failed')).map((found) => toUuid('event', found.event_id ?? ''))).toEqual([
      event,
    ]);
    expect(await states(`event_id=${toTypeId('event', event)}&state=delivered`)).toEqual(['delivered']);
    const about = await found(`record_id=${toTypeId('deal', record)}`);
    expect(about).toMatchObject(Array(2).fill({ record_id: toTypeId('deal', record), state: 'delivered' }));
    expect((await states('type=note.updated')).sort()).toEqual(['delivered', 'failed']);
    expect(await states('request_id=req_of_the_test')).toHaveLength(2);
    expect(await states('request_id=req_of_nobody')).toEqual([]);
    expect(await states(`since=${between}`)).toHaveLength(4);
    expect(await states(`until=${between}&since=${before}`)).toHaveLength(2);
    expect((await engine.api.get('/v1/deliveries?record_id=nothing')).body.errors).toMatchObject([
      { pointer: '?record_id', code: 'invalid_id' },
    ]);
    const paged: unknown[] = [];
    for (let cursor = '', hasMore = true; hasMore; ) {
      const { body } = await engine.api.get(`/v1/deliveries?limit=2${cursor}`);
      paged.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = `&cursor=${body.next_cursor}`;
      hasMore = body.has_more;
    }
    expect(paged).toEqual((await found('')).map(({ id }) => id));
    const other = new Engine(process);
    expect((await other.api.get('/v1/deliveries')).body.data).toEqual([]);
  });
});
