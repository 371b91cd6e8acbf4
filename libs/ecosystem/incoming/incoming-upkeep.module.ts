import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';

import { forgetCaptures } from './forget-captures';

const HOUR_MS = 60 * 60 * 1000;

/** Forgets payloads that were kept long enough, in the background: for the worker. */
@Module({})
export class IncomingUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: PollLoop;

  constructor(database: Database) {
    this.loop = new PollLoop({
      name: 'IncomingUpkeep',
      step: async () => ((await forgetCaptures(database, new Date())) ? 'all' : 'none'),
      busyMs: 1000,
      idleMs: HOUR_MS,
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
