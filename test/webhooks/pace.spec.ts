import { newUuid, toTypeId } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';

import { lookAtLanes } from '../../libs/ecosystem/webhooks/delivery-queue';
import { LaneClaims } from '../../libs/ecosystem/webhooks/lane-claims';
import { ReplayReader } from '../../libs/ecosystem/webhooks/replay-reader';
import { until } from '../events/support/until';
import { flatCosts } from './support/backlog-costs';
import { Engine } from './support/engine';
import { answering, EngineBench, within } from './support/engine-bench';

const bench = new EngineBench();

const tries = async (hook: string) => {
  const rows = await bench.engine.sql<{ tries: number }>(
    'SELECT tries FROM deliveries WHERE endpoint_id = $1',
    [hook],
  );
  return rows.map((row) => row.tries).sort();
};

describe('a receiver that does nothing but fail', () => {
  it('is left alone but for one probe at a time, takes no more tries, and gets everything when it is back', async () => {
    const failing = await bench.receiver(500);
    const healthy = await bench.receiver();
    const hook = await bench.engine.endpoint(failing.url);
    await bench.engine.emitMany(20);
    bench.startWorker();
    await bench.untilBroken(hook, 1);
    const before = failing.requests.length;
    expect(before).toBeGreaterThanOrEqual(10);
    expect(before).toBeLessThanOrEqual(12); // two were open when the tenth failed
    expect(await tries(hook)).toEqual([...Array(20 - before).fill(0), ...Array(before).fill(1)]);
    expect((await bench.shown(hook)).health).toEqual({
      state: 'failing',
      reason: 'unexpected_status',
      failing_since: expect.any(String),
      last_status: 500,
      breaker: 'open',
      next_attempt_at: expect.any(String),
    });

    await bench.workers[0]?.stop();
    bench.startWorker();
    const other = await bench.engine.endpoint(healthy.url);
    await bench.engine.emit();
    await until(async () => (await bench.engine.count('delivery_log', other)) === 1, within);
    expect(failing.requests).toHaveLength(before);

    for (const trips of [2, 3]) {
      await bench.engine.pass(1);
      await bench.untilBroken(hook, trips);
    }
    expect(failing.requests).toHaveLength(before + 2);
    expect(await tries(hook)).toEqual([...Array(21 - before).fill(0), ...Array(before).fill(1)]);

    answering(failing, 200);
    await bench.engine.pass(1);
    await until(async () => (await bench.engine.count('delivery_log', hook)) === 21, within);
    expect((await bench.shown(hook)).health).toMatchObject({
      state: 'healthy',
      reason: null,
      breaker: 'closed',
    });
  });

  it('is sent something at once when somebody asks for it', async () => {
    const failing = await bench.receiver(500);
    const hook = await bench.engine.endpoint(failing.url);
    await bench.engine.emitMany(11);
    bench.startWorker();
    await bench.untilBroken(hook, 1);
    answering(failing, 200);
    const id = toTypeId('webhook_endpoint', hook);
    const { body } = await bench.engine.api.get(`/v1/webhook-endpoints/${id}/deliveries?state=pending`);
    expect((await bench.engine.api.post(`/v1/deliveries/${body.data[0].id}/retry`)).status).toBe(200);
    await until(async () => (await bench.lane(hook)).breaker === 'closed', within);
  });

  it('is probed with what is replayed too, as seldom, and that opens no breaker by itself', async () => {
    const failing = await bench.receiver(500);
    const hook = await bench.engine.endpoint(failing.url);
    await bench.engine.emitMany(12);
    const replay = async () => {
      const asked = await bench.engine.api.post(
        `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}/replay`,
        { from_sequence: 1 },
      );
      expect(asked.status).toBe(202);
      await new ReplayReader(bench.process.database).step(4);
    };
    await bench.engine.sql("UPDATE deliveries SET due_at = now() + interval '1 day' WHERE endpoint_id = $1", [
      hook,
    ]);
    await replay();
    bench.startWorker({ schedule: () => 3_600_000 });
    await until(() => failing.requests.length === 12, within);
    await until(async () => !(await bench.lane(hook)).is_held, within);
    expect(await bench.lane(hook)).toMatchObject({ breaker: 'closed', breaker_trips: 0 });
    expect((await bench.shown(hook)).health).toMatchObject({ state: 'healthy', failing_since: null });

    await bench.engine.sql(
      `UPDATE lanes SET breaker = 'open', breaker_trips = 1, wake_at = now() WHERE endpoint_id = $1`,
      [hook],
    );
    await bench.engine.sql(
      'UPDATE deliveries SET due_at = now() WHERE endpoint_id = $1 AND replay_id IS NOT NULL',
      [hook],
    );
    await bench.untilBroken(hook, 2);
    expect(failing.requests).toHaveLength(13);
    expect((await bench.shown(hook)).health).toMatchObject({ state: 'healthy', breaker: 'open' });
  });

  it('is not probed without end with what we cannot send', async () => {
    const failing = await bench.receiver(500);
    const hook = await bench.engine.endpoint(failing.url);
    await bench.engine.emitMany(10);
    const given = [bench.engine.workspace, hook];
    await bench.engine.sql(
      "UPDATE webhook_endpoints SET secret = 'not sealed' WHERE workspace_id = $1 AND id = $2",
      given,
    );
    await bench.engine.sql("UPDATE lanes SET breaker = 'open', breaker_trips = 1 WHERE endpoint_id = $1", [
      hook,
    ]);
    bench.startWorker();
    await until(async () => (await tries(hook)).every((count) => count > 0), within);
    expect(failing.requests).toEqual([]);
  });

  it('half of the time is not given up: everything arrives', async () => {
    const flapping = await bench.receiver();
    flapping.answer = (response, _, count) => response.writeHead(count % 2 ? 500 : 200).end();
    const hook = await bench.engine.endpoint(flapping.url);
    await bench.engine.emitMany(30);
    bench.startWorker();
    await until(async () => (await bench.lane(hook)).breaker_trips > 0, within);
    await until(async () => {
      await bench.engine.pass(1);
      return (await bench.engine.count('delivery_log', hook)) === 30;
    }, within);
    expect((await bench.shown(hook)).state).toBe('active');
    expect(new Set(flapping.ids()).size).toBe(30);
  });
});

describe('a lane', () => {
  it('rests as a whole as long as its receiver asks for, and is not slowed for good', async () => {
    const busy = await bench.receiver(429, { 'retry-after': '3600' });
    const hook = await bench.engine.endpoint(busy.url, { max_concurrency: 1 });
    await bench.engine.emitMany(5);
    bench.startWorker();
    await until(async () => (await bench.lane(hook)).is_resting && !(await bench.lane(hook)).is_held, within);
    expect(busy.requests).toHaveLength(1);
    expect(await bench.lane(hook)).toMatchObject({ breaker: 'closed', send_limit: 1 });
    const path = `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}`;
    const [waiting] = (await bench.engine.api.get(`${path}/deliveries?limit=1`)).body.data;
    expect((await bench.engine.api.post(`/v1/deliveries/${waiting.id}/skip`)).status).toBe(200);
    expect((await bench.lane(hook)).is_resting).toBe(true);
    answering(busy, 200);
    await bench.engine.emit();
    await bench.engine.pass(0.5);
    expect((await bench.lane(hook)).is_resting).toBe(true);
    await bench.engine.pass(0.6);
    await until(async () => (await bench.engine.count('delivery_log', hook)) === 6, within);
  });

  it('sends what is new before what was tried', async () => {
    const hook = await bench.engine.endpoint('https://example.com/');
    await bench.engine.emitMany(3);
    await bench.engine.sql(
      "UPDATE deliveries SET tries = 1, due_at = now() - interval '1 hour' WHERE endpoint_id = $1",
      [hook],
    );
    await bench.engine.emitMany(2);
    const [claimed] = await new LaneClaims(bench.process.database, newUuid(), 10_000).claim(1);
    const looks = await lookAtLanes(bench.process.database, [
      { endpointId: hook, epoch: claimed?.epoch ?? '', limit: 4 },
    ]);
    expect(looks.get(hook)?.due.map((delivery) => delivery.tries)).toEqual([0, 0, 1, 1]);
  });

  it('is not looked through for what is due', async () => {
    const hook = await bench.engine.endpoint('https://example.com/', { ordering: 'record' });
    await bench.engine.log(3000, { records: 4 });
    await bench.engine.readOn();
    await bench.engine.sql('ANALYZE deliveries');
    const costs = await flatCosts(bench.process.database, hook);
    expect(costs.find(({ name }) => name === 'deliveries.look')?.blocks).toBeLessThan(100);
  });

  it('of a workspace with few is claimed among those of one with many', async () => {
    for (let n = 0; n < 12; n += 1) await bench.engine.endpoint(`https://example.com/${n}`);
    await bench.engine.emit();
    const few = new Engine(bench.process);
    const hook = await few.endpoint('https://example.com/few');
    await few.emit();
    const claims = new LaneClaims(bench.process.database, newUuid(), 10_000);
    const lanes = await claims.claim(8);
    expect(lanes).toHaveLength(8);
    expect(lanes.map((claimed) => claimed.endpoint_id)).toContain(hook);
    const rest = await claims.claim(8, { crowded: [bench.engine.workspace] });
    expect(rest).toEqual([]);
    await few.sql('DELETE FROM lanes WHERE workspace_id = $1', [few.workspace]);
  });

  it('keeps to its rate, whoever holds it', async () => {
    const sent: number[] = [];
    const outbound = bench.process.app.get(OutboundHttp);
    const post = outbound.post.bind(outbound);
    jest.spyOn(outbound, 'post').mockImplementation((request) => {
      sent.push(performance.now());
      return post(request);
    });
    const limited = await bench.receiver();
    const hook = await bench.engine.endpoint(limited.url, { rate_per_second: 10 });
    await bench.engine.emitMany(30);
    const started = [bench.startWorker(), bench.startWorker(), bench.startWorker()];
    for (const [n, worker] of started.entries()) {
      await until(() => sent.length >= (n + 1) * 8, within);
      await worker.stop();
      if (n === 0) bench.startWorker();
    }
    await until(async () => (await bench.engine.count('delivery_log', hook)) === 30, within);
    const inOneSecond = sent.map((at) => sent.filter((other) => other >= at && other < at + 1000).length);
    expect(sent).toHaveLength(30);
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(11);
  });
});

describe('slow receivers', () => {
  it('share a quarter of the sockets, and cost the others nothing', async () => {
    const hanging = await Promise.all(Array.from({ length: 4 }, () => bench.receiver(null)));
    const fast = await bench.receiver();
    const slow: string[] = [];
    for (let n = 0; n < 12; n += 1) slow.push(await bench.engine.endpoint(hanging[n % 4]?.url ?? ''));
    const quick: string[] = [];
    for (let n = 0; n < 4; n += 1) quick.push(await bench.engine.endpoint(fast.url));
    await bench.engine.sql("UPDATE lanes SET speed = 'fast' WHERE endpoint_id = ANY ($1::uuid[])", [quick]);
    await bench.engine.emitMany(10);
    bench.startWorker({ mostOpen: 32 });
    await until(async () => {
      const done = await Promise.all(quick.map((hook) => bench.engine.count('delivery_log', hook)));
      return done.every((count) => count === 10);
    }, within);
    const open = hanging.reduce((sum, one) => sum + one.requests.length, 0);
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThanOrEqual(8);
  });
});
