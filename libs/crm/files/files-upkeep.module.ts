import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';
import { FileStore, FilesModule } from '@platform/files';

import { FileUpkeep } from './file-upkeep';

const HOUR_MS = 60 * 60 * 1000;

/** Removes the bytes that nobody needs any more, in the background: for the worker. */
@Module({ imports: [FilesModule] })
export class FilesUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: PollLoop;

  constructor(database: Database, store: FileStore) {
    const upkeep = new FileUpkeep(database, store);
    this.loop = new PollLoop({
      name: 'FilesUpkeep',
      step: async () => ((await upkeep.step(new Date())) ? 'all' : 'none'),
      busyMs: HOUR_MS,
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
