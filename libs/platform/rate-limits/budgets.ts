import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { Budget } from './budget';
import type { Lease, LeaseStore } from './lease-store';
import type { RatePolicy } from './rate-policy';

const ROUND_EVERY_MS = 1000;
/** Early asks of many callers are put together for so long. */
const GATHER_MS = 10;
/** A store that does not answer in this time counts as down. */
const PATIENCE_MS = 2000;
/** A request waits no longer than this for a lease. */
const REQUEST_WAITS_MS = 500;
/** The least change of a slice that is worth asking for. */
const WORTH_ASKING = 0.001;
const MOST_LIVE = 100_000;

/**
 * The budgets that this process uses now. All that need a lease are asked for together about every second, and those
 * that ran out sooner a moment after; nothing is asked while nobody calls.
 */
export class Budgets {
  private readonly logger = new Logger(Budgets.name);
  private readonly live = new Map<string, Budget>();
  private readonly urgent = new Set<Budget>();
  private urgentRound: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private isStoreDown = false;
  private isClosed = false;

  constructor(
    private readonly store: LeaseStore,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** The budget with this key; `policy` is what it is if it is not in use yet. */
  find(key: string, policy: RatePolicy): Budget {
    const known = this.live.get(key);
    if (known) return known;
    this.makeRoom();
    const budget = new Budget(key, policy, this.clock());
    this.live.set(key, budget);
    this.schedule();
    return budget;
  }

  /** How many are in use. */
  get size(): number {
    return this.live.size;
  }

  /** Asks for these before their time, if that could help; answers whether the store was too slow to say anything. */
  async askEarly(budgets: readonly Budget[]): Promise<{ isLate: boolean }> {
    const now = this.clock();
    if (this.isStoreDown || !budgets.every((budget) => budget.mayAskEarly(now))) return { isLate: false };
    for (const budget of budgets) this.urgent.add(budget);
    this.urgentRound ??= this.gather();
    const answered = this.urgentRound.then(() => ({ isLate: false }));
    return Promise.race([answered, sleep(REQUEST_WAITS_MS, { isLate: true }, { ref: false })]);
  }

  /** One round over all budgets in use; the timer calls it. */
  async round(): Promise<void> {
    const now = this.clock();
    await this.exchange([...this.live.values()].filter((budget) => budget.isDue(now)));
    for (const budget of this.live.values()) if (budget.isSettled) this.forget(budget);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
    await this.store.close();
  }

  private async gather(): Promise<void> {
    await sleep(GATHER_MS);
    await this.running;
    const budgets = [...this.urgent];
    this.urgent.clear();
    this.urgentRound = null;
    // What a round has leased meanwhile would be given back as unwanted.
    await this.exchange(budgets.filter((budget) => budget.isWanted));
  }

  /** Never two at once: a budget has one ask under way. */
  private exchange(budgets: readonly Budget[]): Promise<void> {
    this.running = this.running.then(() => this.lease(budgets));
    return this.running;
  }

  private async lease(budgets: readonly Budget[]): Promise<void> {
    const now = this.clock();
    const asks = budgets
      .map((budget) => ({ budget, key: budget.key, pace: budget.policy, wanted: budget.ask(now) }))
      .filter(({ wanted }) => Math.abs(wanted) >= WORTH_ASKING);
    if (asks.length === 0) return;
    try {
      const leases = await inTime(
        this.store.lease(asks.map(({ key, pace, wanted }) => ({ key, pace, wanted }))),
      );
      const answered = this.clock();
      for (const [at, { budget }] of asks.entries()) budget.leased(leases[at] ?? NOTHING, answered);
      this.isStoreDown = false;
    } catch (error) {
      // Requests go on with what is here: a limit is not worth an outage.
      if (!this.isStoreDown) this.logger.warn({ err: error }, 'The store of rate limits does not answer');
      this.isStoreDown = true;
      for (const budget of budgets) budget.refill(this.clock());
    }
  }

  private forget(budget: Budget): void {
    budget.isLive = false;
    this.live.delete(budget.key);
  }

  private makeRoom(): void {
    if (this.live.size < MOST_LIVE) return;
    const [oldest] = this.live.values();
    if (oldest) this.forget(oldest);
  }

  /** Processes that started together must not ask together for ever: the pause varies. */
  private schedule(): void {
    if (this.timer || this.isClosed) return;
    const pause = ROUND_EVERY_MS * (0.9 + 0.2 * Math.random());
    this.timer = setTimeout(() => {
      void this.round().finally(() => {
        this.timer = null;
        if (this.live.size > 0) this.schedule();
      });
    }, pause);
    this.timer.unref();
  }
}

const NOTHING: Lease = { granted: 0, left: 0 };

async function inTime<Value>(answer: Promise<Value>): Promise<Value> {
  const patience = new AbortController();
  try {
    return await Promise.race([answer, late(patience.signal)]);
  } finally {
    patience.abort();
  }
}

/** Fails when the time is up; an answer that came while this process itself was busy is heard first. */
async function late(signal: AbortSignal): Promise<never> {
  await sleep(PATIENCE_MS, undefined, { signal }).catch(() => undefined);
  await nextTurn();
  throw new Error(`No answer in ${PATIENCE_MS} ms`);
}
