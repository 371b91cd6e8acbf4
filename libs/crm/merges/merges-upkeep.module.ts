import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';

import { forgetJournals } from './forget-journals';

const HOUR_MS = 60 * 60 * 1000;

/** Forgets what undos need once they are not possible any more, in the background: for the worker. */
@Module({})
export class MergesUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: PollLoop;

  constructor(database: Database) {
    this.loop = new PollLoop({
      name: 'MergesUpkeep',
      step: async () => ((await forgetJournals(database, new Date())) ? 'all' : 'none'),
      busyMs: 1000,
      idleMs: 6 * HOUR_MS,
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
