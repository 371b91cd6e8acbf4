import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';

const AT_ONCE = 1000;

/** Forgets Idempotency-Keys after their day, in the background: for the worker. */
@Module({})
export class WritesUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'WritesUpkeep',
    step: async () => {
      const gone = await this.database.sql('idempotency.forget', FORGET, [new Date(), AT_ONCE]);
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

/** Across workspaces, and by the time: the one index of the table that does not start with the workspace serves it. */
const FORGET = `
  DELETE FROM idempotency_keys WHERE (workspace_id, id) IN (
    SELECT workspace_id, id FROM idempotency_keys WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
  ) RETURNING id`;
