import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Found, PollLoop } from '@platform/events';

import { AppLifecycleModule } from './app-lifecycle.module';
import { AppUpkeep } from './app-upkeep';

/** The worker's side of apps: rolls versions out, and forgets apps that were uninstalled. */
@Module({ imports: [AppLifecycleModule], providers: [AppUpkeep], exports: [AppUpkeep] })
export class AppUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loops: readonly PollLoop[];

  constructor(upkeep: AppUpkeep) {
    const loop = (name: string, step: () => Promise<Found>, idleMs: number) =>
      new PollLoop({ name, step, busyMs: 500, idleMs });
    this.loops = [
      loop('AppRollout', () => upkeep.rollOut(new Date()), 2000),
      loop('AppRedaction', () => upkeep.redact(new Date()), 30_000),
      loop('AppCalls', () => upkeep.forgetCalls(new Date()), 600_000),
    ];
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
