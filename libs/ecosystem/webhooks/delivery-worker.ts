import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@platform/database';
import { LogSignals, Sequencer, watchStorage } from '@platform/events';

import { Dispatcher } from './dispatcher';
import { FanOut } from './fan-out';
import { LogRelay } from './log-relay';
import { PartitionUpkeep } from './partition-upkeep';

/** Runs everything between a commit and a receiver, from the start of the process until its shutdown begins. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: LogRelay;
  private readonly upkeep: PartitionUpkeep;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly signals: LogSignals,
    private readonly dispatcher: Dispatcher,
  ) {
    this.relay = new LogRelay(new Sequencer(database, signals), new FanOut(database), () =>
      dispatcher.wake(),
    );
    this.upkeep = new PartitionUpkeep(database);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.upkeep.start();
    this.unsubscribe.push(
      watchStorage(this.database),
      this.signals.onWritten(() => this.relay.wake()),
      this.signals.onSequenced(() => this.dispatcher.wake()),
    );
    this.relay.start();
    this.dispatcher.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.unsubscribe) stop();
    await Promise.all([this.relay.stop(), this.dispatcher.stop(), this.upkeep.stop()]);
  }
}
