import { setTimeout as sleep } from 'node:timers/promises';

import type { RateLimitSettings } from '@platform/config';
import type { Principal } from '@platform/http';
import type { FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';

import { Budgets } from './budgets';
import { type Lease, type LeaseAsk, LeaseStore } from './lease-store';
import { RateLimiter } from './rate-limiter';

/** A store that has enough of everything, and answers when it is told to. */
class PatientStore extends LeaseStore {
  readonly asked: string[][] = [];
  private readonly answers: (() => void)[] = [];

  async lease(asks: readonly LeaseAsk[]): Promise<Lease[]> {
    this.asked.push(asks.map(({ key }) => key));
    await new Promise<void>((resolve) => this.answers.push(resolve));
    return asks.map(({ wanted, pace }) => ({ granted: wanted, left: pace.burst }));
  }

  answer(): void {
    this.answers.shift()?.();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const wide = { perSecond: 1000, burst: 1000 };
const settings = {
  principal: { perSecond: 200, burst: 200 },
  app: wide,
  workspace: { perSecond: 300, burst: 300 },
  failedAuthentication: wide,
  tokenAddress: wide,
  tokenClient: wide,
} as RateLimitSettings;

const key = (id: string) => ({ kind: 'key', id, workspaceId: 'w' }) as Principal;
const request = () => ({}) as FastifyRequest;

describe('a request that waits for a lease of one budget', () => {
  it('is not refused because others took the rest of another budget meanwhile', async () => {
    const store = new PatientStore();
    const refusals = new Counter({ name: 'refused', help: 'x', labelNames: ['policy'], registers: [] });
    const budgets = new Budgets(store, () => 0);
    const limiter = new RateLimiter(settings, budgets, refusals, () => 0);
    const admit = (id: string) => limiter.admit(request(), key(id), 1);
    for (let at = 0; at < 20; at += 1) expect(admit('a')).toBeUndefined();
    const waiting = admit('a');
    await sleep(50);
    for (let at = 0; at < 10; at += 1) expect(admit('b')).toBeUndefined();
    store.answer();
    await sleep(50);
    store.answer();
    await expect(waiting).resolves.toBeUndefined();
    expect(store.asked).toEqual([['principal:a'], ['workspace:w']]);
    await budgets.close();
  });
});
