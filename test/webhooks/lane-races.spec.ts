import { setTimeout as sleep } from 'node:timers/promises';

import { newUuid } from '@platform/ids';

import { type DueDelivery, lookAtLanes } from '../../libs/ecosystem/webhooks/delivery-queue';
import { type AttemptResult, storeResults } from '../../libs/ecosystem/webhooks/delivery-results';
import { FanOut } from '../../libs/ecosystem/webhooks/fan-out';
import { HeldLane } from '../../libs/ecosystem/webhooks/held-lane';
import { HeldLanes } from '../../libs/ecosystem/webhooks/held-lanes';
import { type ClaimedLane, LaneClaims } from '../../libs/ecosystem/webhooks/lane-claims';
import type { TestApp } from '../events/support/test-app';
import { write } from '../events/support/test-events';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let hook: string;

const URL = 'https://example.com/hooks';

beforeEach(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
  engine = new Engine(process);
  hook = await engine.endpoint(URL);
});

afterEach(async () => {
  await process.close();
  await clone.drop();
});

const claimer = (leaseMs = 10_000) => new LaneClaims(process.database, newUuid(), leaseMs);

async function claimOne(claims: LaneClaims): Promise<ClaimedLane> {
  const [lane] = await claims.claim(10);
  if (!lane) throw new Error('There was no lane to claim.');
  return lane;
}

async function look(lane: ClaimedLane) {
  const looks = await lookAtLanes(process.database, [
    { endpointId: lane.endpoint_id, epoch: lane.epoch, limit: 100 },
  ]);
  return looks.get(lane.endpoint_id);
}

const settings = (): NonNullable<HeldLane['settings']> => ({
  workspace_id: '',
  id: hook,
  url: URL,
  state: 'active',
  max_concurrency: 8,
  rate_per_second: null,
  ordering: 'none',
  headers: '',
  secret: '',
  previous_secret: null,
  previous_secret_expires_at: null,
  payload: 'full',
  fields: null,
  api_version: 'v1',
  principal: '',
  scopes: [],
  owner: null,
  installation_id: null,
  audience: null,
});

const delivered = (lane: ClaimedLane, delivery: DueDelivery): AttemptResult => ({
  lane: { endpointId: lane.endpoint_id, epoch: lane.epoch },
  delivery,
  attemptId: newUuid(),
  bodyHash: Buffer.alloc(32),
  outcome: {
    attemptedAt: new Date(),
    durationMs: 1,
    status: 200,
    error: null,
    response: Buffer.alloc(0),
    isDelivered: true,
    retryAfterMs: null,
  },
  next: { state: 'delivered' },
});

describe('a lane', () => {
  it('is held by one worker at a time', async () => {
    await engine.emit();
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimer().claim(10)));
    expect(claims.flat()).toHaveLength(1);
  });

  it('whose lease ran out takes no results from its former holder, but logs the attempt', async () => {
    await engine.emit();
    const former = await claimOne(claimer(1));
    const due = (await look(former))?.due ?? [];
    await sleep(20);
    const holder = await claimOne(claimer());
    const results = due.map((delivery) => delivered(former, delivery));
    await storeResults(process.database, results);
    expect(await engine.count('deliveries', hook)).toBe(1);
    expect(await engine.count('attempts', hook)).toBe(1);
    expect(await look(former)).toBeUndefined();
    await storeResults(
      process.database,
      due.map((delivery) => delivered(holder, delivery)),
    );
    expect(await engine.count('deliveries', hook)).toBe(0);
    expect(await engine.count('delivery_log', hook)).toBe(1);
  });

  it('is not renewed by its former holder', async () => {
    await engine.emit();
    const slow = claimer(1);
    const former = await claimOne(slow);
    await sleep(20);
    await claimOne(claimer());
    expect(await slow.renew([{ endpointId: hook, epoch: former.epoch }])).toEqual(new Set());
  });

  it('is not released when something came after the last look', async () => {
    await engine.emit();
    const claims = claimer();
    const lane = await claimOne(claims);
    const seen = await look(lane);
    await storeResults(
      process.database,
      (seen?.due ?? []).map((delivery) => delivered(lane, delivery)),
    );
    const idle = { endpointId: hook, epoch: lane.epoch, gen: seen?.gen ?? '' };
    await engine.emit();
    expect(await claims.release([idle])).toEqual([]);
    expect((await look(lane))?.due).toHaveLength(1);
  });

  it('is not released while a fan-out that feeds it has yet to commit', async () => {
    await engine.emit();
    const claims = claimer();
    const lane = await claimOne(claims);
    const seen = await look(lane);
    await storeResults(
      process.database,
      (seen?.due ?? []).map((delivery) => delivered(lane, delivery)),
    );
    let released: Promise<string[]> = Promise.resolve([]);
    await process.database.transaction(async (tx) => {
      await tx.sql(
        '',
        'UPDATE lanes SET gen = gen + 1, wake_at = least(wake_at, now()) WHERE endpoint_id = $1',
        [hook],
      );
      released = claims.release([{ endpointId: hook, epoch: lane.epoch, gen: seen?.gen ?? '' }]);
      await sleep(100);
    });
    expect(await released).toEqual([]);
  });

  it('that is released sleeps until its next delivery is due', async () => {
    await engine.emit();
    const claims = claimer();
    const lane = await claimOne(claims);
    const seen = await look(lane);
    const retried = (seen?.due ?? []).map((delivery) => ({
      ...delivered(lane, delivery),
      next: { state: 'pending' as const, retryInMs: 60_000 },
    }));
    await storeResults(process.database, retried);
    const empty = await look(lane);
    expect(empty?.due).toEqual([]);
    expect(await claims.release([{ endpointId: hook, epoch: lane.epoch, gen: empty?.gen ?? '' }])).toEqual([
      hook,
    ]);
    const [row] = await engine.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM wake_at - now())::integer AS seconds FROM lanes WHERE endpoint_id = $1',
      [hook],
    );
    expect(row?.seconds).toBeGreaterThan(50);
    expect(await claimer().claim(10)).toEqual([]);
  });

  it('that rests is given back also when something comes meanwhile, with much waiting', async () => {
    for (let n = 0; n < 20; n += 1) await engine.emit();
    const lanes = new HeldLanes(process.database, 10_000);
    await lanes.claim(1);
    await lanes.look();
    const [lane] = lanes.all();
    if (!lane) throw new Error('There was no lane to claim.');
    lane.settings = settings();
    const [begun] = lane.begin(1, performance.now());
    const { outcome } = delivered({ endpoint_id: hook } as ClaimedLane, begun as DueDelivery);
    lane.end(
      begun?.id ?? '',
      { ...outcome, isDelivered: false, status: 429, retryAfterMs: 3_600_000 },
      performance.now(),
    );
    lane.finish(begun?.id ?? '');
    await engine.emit();
    await lanes.release();
    expect(lanes.size).toBe(1);
    await lanes.look();
    await lanes.release();
    expect(lanes.size).toBe(0);
  });

  it('in memory does not take a delivery again that is unfinished, and takes it when it is finished', async () => {
    await engine.emit();
    const claimed = await claimOne(claimer());
    const lane = new HeldLane(claimed, Number.POSITIVE_INFINITY);
    const seen = await look(claimed);
    if (!seen) throw new Error('The lane was not there to look at.');
    lane.settings = settings();
    lane.add(seen);
    const [begun] = lane.begin(10, 0);
    lane.add(seen);
    expect(lane.begin(10, 0)).toEqual([]);
    expect(lane.isIdle).toBe(false);
    lane.finish(begun?.id ?? '');
    lane.add({ ...seen, due: [] });
    expect(lane.isIdle).toBe(true);
  });

  it('begins nothing in the hands of a worker that may have lost it', async () => {
    await engine.emit();
    const claimed = await claimOne(claimer());
    const seen = await look(claimed);
    const lane = new HeldLane(claimed, 1000);
    if (seen) lane.add(seen);
    expect(lane.begin(10, 1001)).toEqual([]);
  });
});

describe('the fan-out', () => {
  it('makes each delivery once, also when several run at once and one fails half-way', async () => {
    const second = await engine.endpoint(`${URL}/second`);
    for (let n = 0; n < 40; n += 1) await write(process, engine.workspace);
    const failing = {
      sql: process.database.sql.bind(process.database),
      transaction: (work: (tx: unknown) => Promise<unknown>) =>
        process.database.transaction(async (tx) => {
          await work(tx);
          throw new Error('killed before the commit');
        }),
    } as unknown as typeof process.database;
    const relay = engine.relay();
    const others = Array.from({ length: 30 }, async (_, n) => {
      await sleep(n * 3);
      const fanOut = new FanOut(n % 3 === 0 ? failing : process.database);
      await fanOut
        .step()
        .catch((error: unknown) => expect(String(error)).toContain('killed before the commit'));
    });
    await Promise.all([relay, ...others]);
    await engine.relay();
    expect(await engine.count('deliveries', hook)).toBe(40);
    expect(await engine.count('deliveries', second)).toBe(40);
    const [shard] = await engine.sql<{ pos: string; fan_pos: string }>('SELECT pos, fan_pos FROM shards');
    expect(shard?.fan_pos).toBe(shard?.pos);
  });

  it('waits for nobody for ever: lanes are always locked in the same order', async () => {
    for (let n = 0; n < 10; n += 1) await engine.endpoint(`${URL}/${n}`);
    let isEmitting = true;
    const worker = async (claims: LaneClaims) => {
      while (isEmitting) {
        const lanes = await claims.claim(20);
        const held = lanes
          .map((lane) => ({ endpointId: lane.endpoint_id, epoch: lane.epoch, gen: '0' }))
          .reverse();
        await claims.renew(held);
        await claims.handOver(held);
      }
    };
    const workers = [worker(claimer()), worker(claimer())];
    for (let n = 0; n < 30; n += 1) await engine.emit();
    isEmitting = false;
    await Promise.all(workers);
    const [stats] = await engine.sql<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(stats?.deadlocks).toBe('0');
  });
});
