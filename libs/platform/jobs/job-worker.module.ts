import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PollLoop } from '@platform/events';

import { JobRunner } from './job-runner';

/** Does waiting jobs in the background: for the worker. Modules that do one kind of job hand it to the JobRunner. */
@Module({ providers: [JobRunner], exports: [JobRunner] })
export class JobWorkerModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'Jobs',
    step: () => this.runner.work(),
    busyMs: 100,
    idleMs: 1000,
  });

  constructor(private readonly runner: JobRunner) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
