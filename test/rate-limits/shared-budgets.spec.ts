import type { Settings } from '@platform/config';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { limits } from './support/limits';
import { hasRedis, RedisServer } from './support/redis-server';

const principal = { perSecond: 60, burst: 60 };
const LOAD_MS = 3000;
/** 0.94 to 0.97 on a machine at rest; one that runs other tests beside hands the leases out late. */
const LEAST_SHARE = 0.7;
const CALLERS_PER_PROCESS = 3;

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

/** Asks every process as fast as it answers; how many requests passed. */
async function load(
  processes: readonly TestApi[],
  { token }: TestWorkspace,
): Promise<{ passed: number; seconds: number }> {
  const start = performance.now();
  const call = async (url: string): Promise<number> => {
    let passed = 0;
    while (performance.now() - start < LOAD_MS) {
      const { status } = await fetch(url, { headers: { authorization: `Bearer ${String(token)}` } });
      if (status >= 500) throw new Error(`Answered ${status}`);
      if (status === 200) passed += 1;
    }
    return passed;
  };
  const callers = processes.flatMap((api) =>
    Array.from({ length: CALLERS_PER_PROCESS }, () => call(`${api.url}/v1/me`)),
  );
  const counts = await Promise.all(callers);
  const passed = counts.reduce((sum, count) => sum + count, 0);
  return { passed, seconds: (performance.now() - start) / 1000 };
}

const shareOfBudget = ({ passed, seconds }: { passed: number; seconds: number }): number =>
  passed / (principal.burst + principal.perSecond * seconds);

describe('processes that share the database', () => {
  it.each([2, 4])('let pass what the budget allows, and no more: %i of them', async (count) => {
    const processes = await startProcesses(count, {});
    try {
      const [first] = processes;
      if (!first) throw new Error('There is no process.');
      const share = shareOfBudget(await load(processes, await first.workspace()));
      expect(share).toBeGreaterThan(LEAST_SHARE);
      expect(share).toBeLessThan(1.1);
    } finally {
      await stopAll(processes);
    }
  });

  it('serve requests from what they hold when the table is gone', async () => {
    const [api] = await startProcesses(1, {});
    if (!api) throw new Error('There is no process.');
    try {
      const workspace = await api.workspace();
      await workspace.get('/v1/me').expect(200);
      await api.sql('ALTER TABLE rate_budgets RENAME TO rate_budgets_gone');
      const { passed } = await load([api], workspace);
      expect(passed).toBeGreaterThan(principal.perSecond * 0.1 * (LOAD_MS / 1000));
      expect(passed).toBeLessThan(principal.burst + principal.perSecond * (LOAD_MS / 1000));
    } finally {
      await stopAll([api]);
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

  it.each([2, 4])('let pass what the budget allows, and no more: %i of them', async (count) => {
    const processes = await startProcesses(count, { redisUrl: redis.url });
    try {
      const [first] = processes;
      if (!first) throw new Error('There is no process.');
      const share = shareOfBudget(await load(processes, await first.workspace()));
      expect(share).toBeGreaterThan(LEAST_SHARE);
      expect(share).toBeLessThan(1.1);
      expect(await first.sql('SELECT key FROM rate_budgets')).toEqual([]);
    } finally {
      await stopAll(processes);
    }
  });

  it('serve requests from what they hold when Redis ends', async () => {
    const own = await RedisServer.start();
    const [api] = await startProcesses(1, { redisUrl: own.url });
    if (!api) throw new Error('There is no process.');
    try {
      const workspace = await api.workspace();
      await workspace.get('/v1/me').expect(200);
      await own.stop();
      const { passed } = await load([api], workspace);
      expect(passed).toBeGreaterThan(principal.perSecond * 0.1 * (LOAD_MS / 1000));
      expect(passed).toBeLessThan(principal.burst + principal.perSecond * (LOAD_MS / 1000));
    } finally {
      await stopAll([api]);
      await own.stop();
    }
  });
});
