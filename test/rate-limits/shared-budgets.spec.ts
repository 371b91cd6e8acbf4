import { setTimeout as sleep } from 'node:timers/promises';

import type { Settings } from '@platform/config';
import { Redis } from 'ioredis';

import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { limits } from './support/limits';
import { hasRedis, RedisServer } from './support/redis-server';

/** So little comes back by itself that what passes tells how much there was, on a machine of any speed. */
const principal = { perSecond: 1, burst: 60 };
/** What comes back when the clock of the store is moved on. */
const LATER_SECONDS = 40;
const CALLERS_PER_PROCESS = 3;
const PATIENCE_MS = 120_000;
/** A store that had too little is asked again after a quarter of a second. */
const ASKED_AGAIN_MS = 300;
/** A request that waited in vain for a slow store passes, and is paid back. */
const SLACK = 20;
/** Nobody need ask on who got so much. */
const MOST = 2 * (principal.burst + LATER_SECONDS);

/** The processes of an installation: the first one owns the database. */
async function startProcesses(count: number, given: Partial<Settings>): Promise<TestApi[]> {
  const first = await TestApi.start([], { rateLimits: limits({ principal }), ...given });
  const others = await Promise.all(Array.from({ length: count - 1 }, () => first.another()));
  return [first, ...others];
}

async function stopAll([first, ...others]: TestApi[]): Promise<void> {
  await Promise.all(others.map((api) => api.stop()));
  await first?.stop();
}

async function passes(api: TestApi, { token }: TestWorkspace): Promise<boolean> {
  const answer = await fetch(`${api.url}/v1/me`, { headers: { authorization: `Bearer ${String(token)}` } });
  await answer.arrayBuffer();
  if (![200, 429].includes(answer.status)) throw new Error(`Answered ${answer.status}`);
  return answer.status === 200;
}

/** Asks every process until it refuses although it has just asked the store for more; how many requests passed. */
async function useUp(processes: readonly TestApi[], workspace: TestWorkspace): Promise<number> {
  let passed = 0;
  const call = async (api: TestApi): Promise<void> => {
    for (let refusals = 0; refusals < 2 && passed < MOST; ) {
      const isPassed = await passes(api, workspace);
      passed += Number(isPassed);
      refusals = isPassed ? 0 : refusals + 1;
      if (!isPassed) await sleep(ASKED_AGAIN_MS);
    }
  };
  await Promise.all(processes.flatMap((api) => Array.from({ length: CALLERS_PER_PROCESS }, () => call(api))));
  return passed;
}

/** All of the budget can be used, wherever it is asked for, and no more; and so can what comes back in time. */
async function expectOneBudget(processes: TestApi[], later: () => Promise<unknown>): Promise<void> {
  const [first] = processes;
  if (!first) throw new Error('There is no process.');
  const workspace = await first.workspace();
  const start = performance.now();
  const cameBack = () => (principal.perSecond * (performance.now() - start)) / 1000;
  // A process that refuses holds less than a unit, and so does the store.
  const left = processes.length + 1;

  const atOnce = await useUp(processes, workspace);
  expect(atOnce).toBeGreaterThanOrEqual(principal.burst - left);
  expect(atOnce).toBeLessThanOrEqual(principal.burst + cameBack() + SLACK);

  await later();
  let more = 0;
  const enough = principal.burst + LATER_SECONDS - left;
  await until(async () => {
    more += await useUp(processes, workspace);
    return atOnce + more >= enough;
  });
  expect(atOnce + more).toBeLessThanOrEqual(principal.burst + LATER_SECONDS + cameBack() + SLACK);
}

/** A process that never asked holds a tenth of the burst; without a store it gives itself a tenth of the pace. */
const OUTAGE = { perSecond: 30, burst: 30 };

/** More requests pass than the process holds, those of eager callers are refused, and not one fails. */
async function expectServedWithout(api: TestApi, end: () => Promise<unknown>): Promise<void> {
  const workspace = await api.workspace();
  expect(await passes(api, workspace)).toBe(true);
  await end();
  const answers: boolean[] = [];
  await until(async () => {
    const callers = Array.from({ length: CALLERS_PER_PROCESS }, () => passes(api, workspace));
    answers.push(...(await Promise.all(callers)));
    return answers.includes(false) && answers.filter(Boolean).length >= OUTAGE.burst / 2;
  });
}

jest.setTimeout(PATIENCE_MS);

describe('processes that share the database', () => {
  it.each([2, 4])('let pass what the budget allows, and no more: %i of them', async (count) => {
    const processes = await startProcesses(count, {});
    try {
      await expectOneBudget(processes, async () =>
        processes[0]?.sql(
          `UPDATE rate_budgets SET refilled_at = refilled_at - interval '${LATER_SECONDS} seconds'`,
        ),
      );
    } finally {
      await stopAll(processes);
    }
  });

  it('serve requests from what they hold when the table is gone', async () => {
    const api = await TestApi.start([], { rateLimits: limits({ principal: OUTAGE }) });
    try {
      await expectServedWithout(api, () => api.sql('ALTER TABLE rate_budgets RENAME TO rate_budgets_gone'));
    } finally {
      await api.stop();
    }
  });
});

if (!hasRedis) {
  process.stderr.write(
    'Left out: rate limits that are shared in Redis, because there is no redis-server here.\n',
  );
}

(hasRedis ? describe : describe.skip)('processes that share Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  /** As if what is stored had been stored long ago. */
  async function age(): Promise<void> {
    const client = new Redis(redis.url);
    try {
      for (const key of await client.keys('dealwright:rate:*'))
        await client.hincrbyfloat(key, 'at', -LATER_SECONDS);
    } finally {
      client.disconnect();
    }
  }

  it.each([2, 4])('let pass what the budget allows, and no more: %i of them', async (count) => {
    const processes = await startProcesses(count, { redisUrl: redis.url });
    try {
      await expectOneBudget(processes, age);
      expect(await processes[0]?.sql('SELECT key FROM rate_budgets')).toEqual([]);
    } finally {
      await stopAll(processes);
    }
  });

  it('serve requests from what they hold when Redis ends', async () => {
    const own = await RedisServer.start();
    const api = await TestApi.start([], { rateLimits: limits({ principal: OUTAGE }), redisUrl: own.url });
    try {
      await expectServedWithout(api, () => own.stop());
    } finally {
      await api.stop();
      await own.stop();
    }
  });
});
