import { stat } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';

import type { Budget } from './budget';
import { Budgets } from './budgets';
import { type Lease, type LeaseAsk, LeaseStore } from './lease-store';
import type { RatePolicy } from './rate-policy';

/** A store in memory that goes by the clock of the test. */
class MemoryStore extends LeaseStore {
  isDown = false;
  asked: LeaseAsk[][] = [];
  private readonly rows = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: () => number) {
    super();
  }

  lease(asks: readonly LeaseAsk[]): Promise<Lease[]> {
    if (this.isDown) return Promise.reject(new Error('down'));
    this.asked.push([...asks]);
    return Promise.resolve(asks.map((ask) => this.one(ask)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private one({ key, wanted, pace: { perSecond, burst } }: LeaseAsk): Lease {
    const now = this.clock();
    const row = this.rows.get(key) ?? { tokens: burst, at: now };
    const there = Math.min(burst, row.tokens + (perSecond * (now - row.at)) / 1000);
    const granted = Math.min(wanted, there);
    const left = Math.min(burst, there - granted);
    this.rows.set(key, { tokens: left, at: now });
    return { granted, left };
  }
}

const POLICY: RatePolicy = { name: 'principal', perSecond: 100, burst: 200 };

/** Processes that share one store, and a clock that is moved by hand. */
class Cluster {
  now = 0;
  readonly store = new MemoryStore(() => this.now);
  readonly processes: Budgets[];

  constructor(count: number) {
    this.processes = Array.from({ length: count }, () => new Budgets(this.store, () => this.now));
  }

  process(at: number): Budgets {
    const found = this.processes[at];
    if (!found) throw new Error(`There is no process ${at}.`);
    return found;
  }

  /** One caller's request to one process: whether it passes. */
  async request(at: number, cost: number, policy = POLICY): Promise<boolean> {
    const process = this.process(at);
    const budget = process.find('caller', policy);
    if (budget.covers(cost)) budget.take(cost);
    else return this.late(process, budget, cost);
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.close()));
  }

  private async late(process: Budgets, budget: Budget, cost: number): Promise<boolean> {
    budget.miss(cost);
    const waiting = process.askEarly([budget]);
    await jest.advanceTimersByTimeAsync(20);
    await waiting;
    if (!budget.covers(cost)) return false;
    budget.takeMissed(cost);
    return true;
  }
}

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a shared budget', () => {
  it('gives one process all of it, and no more', async () => {
    const cluster = new Cluster(1);
    let passed = 0;
    for (let at = 0; at < 300; at += 1) if (await cluster.request(0, 1)) passed += 1;
    expect(passed).toBe(200);
  });

  it('is full again when a refused caller has waited', async () => {
    const cluster = new Cluster(1);
    for (let at = 0; at < 210; at += 1) await cluster.request(0, 1);
    expect(await cluster.request(0, 1)).toBe(false);
    cluster.now += 1000;
    expect(await cluster.request(0, 5)).toBe(true);
  });

  it('lets a request pass for which a round has leased while it waited', async () => {
    const cluster = new Cluster(1);
    const process = cluster.process(0);
    await cluster.request(0, 25);
    cluster.now += 1000;
    const budget = process.find('caller', POLICY);
    while (budget.covers(1)) budget.take(1);
    await process.round();
    while (budget.covers(1)) budget.take(1);
    cluster.now += 600;
    budget.miss(1);
    const waiting = process.askEarly([budget]);
    await process.round();
    await jest.advanceTimersByTimeAsync(20);
    await waiting;
    expect(budget.covers(1)).toBe(true);
    await cluster.close();
  });

  it('leaves to a busy process what an idle one does not need', async () => {
    const cluster = new Cluster(2);
    await cluster.request(1, 1);
    let passed = 0;
    for (let second = 0; second < 10; second += 1) {
      for (let at = 0; at < 120; at += 1) if (await cluster.request(0, 1)) passed += 1;
      cluster.now += 1000;
      for (const process of cluster.processes) await process.round();
    }
    expect(passed).toBeGreaterThan(1050);
  });

  it('asks for all callers at once, and for nobody when nobody calls', async () => {
    const cluster = new Cluster(1);
    const process = cluster.process(0);
    for (const name of ['a', 'b', 'c']) process.find(name, POLICY).take(1);
    cluster.now += 1000;
    await process.round();
    expect(cluster.store.asked.map((asks) => asks.length)).toEqual([3]);
    cluster.now += 1000;
    await process.round();
    expect(process.size).toBe(0);
    cluster.store.asked = [];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(cluster.store.asked).toEqual([]);
  });

  it('takes what is larger than a second brings, and lets it be paid back', async () => {
    const cluster = new Cluster(1);
    expect(await cluster.request(0, 500)).toBe(true);
    expect(await cluster.request(0, 1)).toBe(false);
    cluster.now += 2000;
    expect(await cluster.request(0, 1)).toBe(false);
    cluster.now += 1500;
    await cluster.process(0).round();
    expect(await cluster.request(0, 1)).toBe(true);
  });

  it('goes on at the last pace while the store is down, and returns to the shared one', async () => {
    const cluster = new Cluster(1);
    for (let at = 0; at < 200; at += 1) await cluster.request(0, 1);
    cluster.store.isDown = true;
    let passed = 0;
    for (let second = 0; second < 10; second += 1) {
      cluster.now += 1000;
      await cluster.process(0).round();
      for (let at = 0; at < 200; at += 1) if (await cluster.request(0, 1)) passed += 1;
    }
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(1000);
    cluster.store.isDown = false;
    cluster.now += 1000;
    await cluster.process(0).round();
    expect(await cluster.request(0, 1)).toBe(true);
  });

  it('hears a store that answered while the process was too busy to listen', async () => {
    jest.useRealTimers();
    const store = new (class extends MemoryStore {
      override async lease(asks: readonly LeaseAsk[]): Promise<Lease[]> {
        // Files are read by other threads, as the store's answer is brought by the kernel.
        await new Promise<unknown>((resolve) => {
          stat(__filename, () => {
            stat(__filename, resolve);
            const until = performance.now() + 2200;
            while (performance.now() < until);
          });
        });
        return super.lease(asks);
      }
    })(() => 0);
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const budgets = new Budgets(store, () => performance.now());
    budgets.find('caller', POLICY).take(1);
    await sleep(600);
    await budgets.round();
    await budgets.close();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('lets pass, over any window, at most its pace, its burst and one start slice per process', async () => {
    const step = fc.record({
      process: fc.nat(3),
      cost: fc.integer({ min: 1, max: 30 }),
      pauseMs: fc.integer({ min: 0, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 200 }), async (steps) => {
        const cluster = new Cluster(4);
        const passed: { at: number; cost: number }[] = [];
        let nextRound = 1000;
        for (const { process, cost, pauseMs } of steps) {
          cluster.now += pauseMs;
          if (await cluster.request(process, cost)) passed.push({ at: cluster.now, cost });
          if (cluster.now < nextRound) continue;
          nextRound = cluster.now + 1000;
          for (const each of cluster.processes) await each.round();
        }
        await cluster.close();
        // A process holds at most what it leased (a burst in all) and its start slice.
        const slack = POLICY.burst + 4 * 0.1 * POLICY.burst + POLICY.burst;
        expect(mostOverPace(passed, POLICY.perSecond)).toBeLessThanOrEqual(slack);
      }),
      { numRuns: 30 },
    );
  });
});

/** The largest excess over the pace in any window (Kadane's sum over the gaps). */
function mostOverPace(passed: readonly { at: number; cost: number }[], perSecond: number): number {
  let most = 0;
  let excess = 0;
  let last = 0;
  for (const { at, cost } of passed) {
    excess = Math.max(0, excess - (perSecond * (at - last)) / 1000) + cost;
    most = Math.max(most, excess);
    last = at;
  }
  return most;
}
