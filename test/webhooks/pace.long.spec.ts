import { setTimeout as sleep } from 'node:timers/promises';
import { LogSignals, Sequencer } from '@platform/events';
import { newUuid } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';
import { FanOut } from '../../libs/ecosystem/webhooks/fan-out';
import { LogRelay } from '../../libs/ecosystem/webhooks/log-relay';
import { write } from '../events/support/test-events';
import { until } from '../events/support/until';
import { Engine } from './support/engine';
import { answering, EngineBench } from './support/engine-bench';
import type { Receiver } from './support/receiver';

const bench = new EngineBench();

const withinMinutes = (minutes: number) => ({ withinMs: minutes * 60_000 });

/** Endpoints at this receiver, each in a workspace of its own. */
async function endpointsAt(url: string, count: number): Promise<{ workspace: string; hook: string }[]> {
  const made = [];
  for (let n = 0; n < count; n += 1) {
    const engine = new Engine(bench.process);
    made.push({ workspace: engine.workspace, hook: await engine.endpoint(`${url}/${n}`) });
  }
  return made;
}

/** Sequencer and fan-out as a worker runs them, until the function that is answered is called. */
function startRelay(onDeliveries: () => void): () => Promise<void> {
  const { database, app } = bench.process;
  const relay = new LogRelay(
    new Sequencer(database, app.get(LogSignals)),
    new FanOut(database),
    onDeliveries,
  );
  relay.start();
  return () => relay.stop();
}

/** Writes so many events a second to these workspaces in turn, and answers the 99th percentile of the time to the receiver in ms. */
async function p99Of(
  receiver: Receiver,
  workspaces: readonly string[],
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number> {
  const writtenAt = new Map<string, number>();
  const first = receiver.requests.length;
  const began = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const objectId = newUuid();
    const workspace = workspaces[n % workspaces.length] ?? '';
    await write(bench.process, workspace, { objectId });
    writtenAt.set(objectId, performance.now());
    await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()));
  }
  await until(() => receiver.requests.length - first >= writtenAt.size, withinMinutes(3));
  const waits = receiver.requests
    .slice(first)
    .map(({ body, at }) => at - (writtenAt.get(JSON.parse(body).data.object.id) ?? at))
    .sort((a, b) => a - b);
  return waits[Math.floor(waits.length * 0.99)] ?? Number.POSITIVE_INFINITY;
}

/** The most in any window; a busy machine may take a while between a step and the request, so it may be a little less than a second. */
const mostWithin = (ms: number, times: readonly number[]): number =>
  Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + ms).length));

/** When requests to a receiver went out, from now on; what hung before is tried again meanwhile. */
function sendTimes({ url }: Receiver): number[] {
  const sent: number[] = [];
  const outbound = bench.process.app.get(OutboundHttp);
  const post = outbound.post.bind(outbound);
  jest.spyOn(outbound, 'post').mockImplementation((request) => {
    if (request.url.startsWith(url)) sent.push(performance.now());
    return post(request);
  });
  return sent;
}

describe('among 1,000 fast endpoints', () => {
  it.each([1, 50, 300])('%d that never answer cost the others nothing', async (count) => {
    const fast = await bench.receiver();
    const hanging = await Promise.all(Array.from({ length: 4 }, () => bench.receiver(null)));
    const workspaces = (await endpointsAt(fast.url, 1000)).map(({ workspace }) => workspace);
    const worker = bench.startWorker({ leaseMs: 10_000 });
    const stop = startRelay(() => worker.wake());
    const load = { perSecond: 300, seconds: 20 };
    await p99Of(fast, workspaces, load); // warms up, and shows every endpoint to be fast
    const before = await p99Of(fast, workspaces, load);
    const slow = [];
    const began = performance.now();
    for (const [n, receiver] of hanging.entries()) {
      slow.push(...(await endpointsAt(receiver.url, Math.floor(count / 4) + (n < count % 4 ? 1 : 0))));
    }
    for (const { workspace } of slow) {
      for (let n = 0; n < 10; n += 1) await write(bench.process, workspace);
    }
    await until(() => hanging.some((receiver) => receiver.requests.length > 0), withinMinutes(1));
    const beside = await p99Of(fast, workspaces, load);
    const open = hanging.reduce((sum, receiver) => sum + receiver.requests.length, 0);
    const seconds = (performance.now() - began) / 1000;
    await worker.stop();
    await stop();
    expect(slow).toHaveLength(count);
    if (count === 1) expect(beside).toBeLessThanOrEqual(1.3 * before);
    else expect(beside).toBeLessThan(2000);
    // Each request ends by its deadline of 15 s: so many rounds of a quarter of 512 sockets there was time for.
    expect(open).toBeLessThanOrEqual(128 * (Math.floor(seconds / 15) + 1));
  });
});

describe('a receiver that answers 500 for 6 hours', () => {
  it('gets one probe in each pause, and its backlog within its rate when it is back', async () => {
    const failing = await bench.receiver(500);
    const hook = await bench.engine.endpoint(failing.url, { rate_per_second: 50 });
    await bench.engine.emitMany(500);
    bench.startWorker();
    await bench.untilBroken(hook, 1);
    for (let trips = 2; trips <= 41; trips += 1) {
      const before = failing.requests.length;
      await bench.engine.pass(0.25);
      await bench.untilBroken(hook, trips);
      expect(failing.requests.length - before).toBe(1);
    }
    let open = 0;
    const together: number[] = [];
    failing.answer = (response) => {
      open += 1;
      together.push(open);
      setTimeout(() => {
        open -= 1;
        response.writeHead(200).end();
      }, 30);
    };
    const sent = sendTimes(failing);
    await bench.engine.pass(0.25);
    await until(async () => (await bench.engine.count('delivery_log', hook)) === 500, withinMinutes(3));
    expect(together[0]).toBe(1);
    expect(Math.max(...together.slice(0, 3))).toBeLessThanOrEqual(2);
    expect(Math.max(...together.slice(0, 7))).toBeLessThanOrEqual(4);
    expect(mostWithin(950, sent)).toBeLessThanOrEqual(51);
    expect(new Set(failing.ids()).size).toBe(500);
  });
});

describe('100 endpoints that were down for an hour', () => {
  it('are not stampeded when all are up again, and get everything', async () => {
    const down = await Promise.all(Array.from({ length: 4 }, () => bench.receiver(503)));
    const hooks: string[] = [];
    for (let n = 0; n < 100; n += 1) {
      hooks.push(await bench.engine.endpoint(`${down[n % 4]?.url ?? ''}/${n}`));
    }
    await bench.engine.emitMany(12);
    bench.startWorker({ mostOpen: 64 });
    const broken = async () =>
      (
        await bench.engine.sql(
          "SELECT 1 FROM lanes WHERE workspace_id = $1 AND breaker = 'open' AND lease_until <= now()",
          [bench.engine.workspace],
        )
      ).length;
    await until(async () => (await broken()) === 100, withinMinutes(5));
    await bench.engine.pass(1);
    let open = 0;
    let mostOpen = 0;
    for (const receiver of down) {
      receiver.answer = (response) => {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        setTimeout(() => {
          open -= 1;
          response.writeHead(200).end();
        }, 20);
      };
    }
    const done = async () =>
      (
        await bench.engine.sql<{ count: string }>(
          'SELECT count(*) FROM delivery_log WHERE workspace_id = $1',
          [bench.engine.workspace],
        )
      )[0]?.count;
    await until(async () => {
      await bench.engine.pass(1);
      return (await done()) === String(100 * 12);
    }, withinMinutes(5));
    expect(mostOpen).toBeLessThanOrEqual(64);
  });
});

describe('10 requests a second', () => {
  it('are reached and kept to by 3 workers that hand the lane over every few seconds', async () => {
    const limited = await bench.receiver();
    const hook = await bench.engine.endpoint(limited.url, { rate_per_second: 10 });
    await bench.engine.emitMany(620);
    answering(limited, 200);
    const sent = sendTimes(limited);
    for (let n = 0; n < 3; n += 1) bench.startWorker();
    for (let n = 0; n < 12; n += 1) {
      await sleep(4000);
      await bench.workers.shift()?.stop();
      bench.startWorker();
    }
    await until(async () => (await bench.engine.count('delivery_log', hook)) === 620, withinMinutes(3));
    const seconds = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1000;
    expect(mostWithin(1000, sent)).toBeLessThanOrEqual(11);
    expect(619 / seconds).toBeGreaterThanOrEqual(9.5);
  });
});
