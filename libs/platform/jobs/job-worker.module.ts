import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PollLoop } from '@platform/events';

import { JobRunner } from './job-runner';
import { JobUpkeep } from './job-upkeep';

/**
 * Does waiting jobs in the background and removes old ones: for the worker, beside a module that fills CurrentRights.
 * Modules that do one kind of job hand it to the JobRunner.
 */
@Module({ providers: [JobRunner, JobUpkeep], exports: [JobRunner, JobUpkeep] })
export class JobWorkerModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loops = [
    new PollLoop({ name: 'Jobs', step: () => this.runner.work(), busyMs: 100, idleMs: 1000 }),
    new PollLoop({
      name: 'JobUpkeep',
      step: () => this.upkeep.removeSome(new Date()),
      busyMs: 1000,
      idleMs: 600_000,
    }),
  ];

  constructor(
    private readonly runner: JobRunner,
    private readonly upkeep: JobUpkeep,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
