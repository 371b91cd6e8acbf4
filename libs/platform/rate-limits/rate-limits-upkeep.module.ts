import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';

const AT_ONCE = 1000;

/** Forgets budgets that nobody uses, in the background: for the worker. */
@Module({})
export class RateLimitsUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'RateLimitsUpkeep',
    step: async () => {
      const gone = await this.database.sql('rate_budgets.forget', FORGET, [AT_ONCE]);
      return gone.length === AT_ONCE ? 'all' : 'none';
    },
    busyMs: 1000,
    idleMs: 600_000,
  });

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}

/** A budget that has had the time to fill up is as good as none. Rows that a process is using are left alone. */
const FORGET = `
  DELETE FROM rate_budgets WHERE key IN (
    SELECT key FROM rate_budgets
    WHERE refilled_at < clock_timestamp() - greatest(interval '10 minutes', make_interval(secs => burst / per_second))
    LIMIT $1 FOR UPDATE SKIP LOCKED
  ) RETURNING key`;
