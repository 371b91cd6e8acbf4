import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { RateGate } from '@platform/http';
import type { FastifyInstance } from 'fastify';
import { Counter, register } from 'prom-client';

import { Budgets } from './budgets';
import { PostgresLeaseStore } from './postgres-lease-store';
import { RateBudget } from './rate-budget.entity';
import { RateLimiter } from './rate-limiter';
import { RedisLeaseStore } from './redis-lease-store';
import { UnlimitedGate } from './unlimited-gate';

const NAME = 'dealwright_rate_limited_total';

function refusals(): Counter<'policy'> {
  const known = register.getSingleMetric(NAME);
  if (known instanceof Counter) return known;
  return new Counter({
    name: NAME,
    help: 'Requests that were refused because a budget was used up.',
    labelNames: ['policy'],
  });
}

function gate(settings: Settings, database: Database): RateGate {
  if (!settings.rateLimits) return new UnlimitedGate();
  const store = settings.redisUrl ? new RedisLeaseStore(settings.redisUrl) : new PostgresLeaseStore(database);
  return new RateLimiter(settings.rateLimits, new Budgets(store), refusals());
}

/** Limits what callers may use of the API, together with the other processes on the same store. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([RateBudget])],
  providers: [{ provide: RateGate, inject: [Settings, Database], useFactory: gate }],
  exports: [RateGate],
})
export class RateLimitsModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly gate: RateGate,
  ) {}

  onModuleInit(): void {
    const { gate } = this;
    if (!(gate instanceof RateLimiter)) return;
    this.http.httpAdapter
      .getInstance<FastifyInstance>()
      .addHook('onSend', (request, reply, _payload, done) => {
        gate.beforeAnswer(request, reply);
        done();
      });
  }
}
