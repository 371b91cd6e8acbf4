import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { type Found, PollLoop } from '@platform/events';

const AT_ONCE = 1000;

/** Forgets budgets that nobody uses, in the background: for the worker. */
@Module({})
export class RateLimitsUpkeepModule extends PollLoop implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(database: Database) {
    const step = () => forget(database);
    super({ name: RateLimitsUpkeepModule.name, step, busyMs: 1000, idleMs: 600_000 });
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }
}

async function forget(database: Database): Promise<Found> {
  const gone = await database.sql('rate_budgets.forget', FORGET, [AT_ONCE]);
  return gone.length === AT_ONCE ? 'all' : 'none';
}

/** A budget that has had the time to fill up is as good as none. Rows that a process is using are left alone. */
const FORGET = `
  DELETE FROM rate_budgets WHERE key IN (
    SELECT key FROM rate_budgets
    WHERE refilled_at < clock_timestamp() - greatest(interval '10 minutes', make_interval(secs => burst / per_second))
    LIMIT $1 FOR UPDATE SKIP LOCKED
  ) RETURNING key`;
