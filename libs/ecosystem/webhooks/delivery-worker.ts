import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@platform/database';
import { LogSignals, Sequencer } from '@platform/events';

import type { StuckLane } from './backlog';
import { Dispatcher } from './dispatcher';
import { EndpointStore } from './endpoint-store';
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
    database: Database,
    private readonly signals: LogSignals,
    private readonly dispatcher: Dispatcher,
    private readonly endpoints: EndpointStore,
  ) {
    this.relay = new LogRelay(
      new Sequencer(database, signals),
      new FanOut(database),
      () => dispatcher.wake(),
      (stuck) => this.pause(stuck),
    );
    this.upkeep = new PartitionUpkeep(database);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.upkeep.start();
    this.unsubscribe.push(
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

  private async pause(stuck: readonly StuckLane[]): Promise<void> {
    for (const { workspace_id, endpoint_id } of stuck) {
      const reason = 'too_many_parked';
      await this.endpoints.giveUp(workspace_id, endpoint_id, { state: 'paused', reason, now: new Date() });
    }
  }
}
