import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@platform/database';
import { LogSignals, Sequencer } from '@platform/events';

import { Dispatcher } from './dispatcher';
import { EndpointHealth } from './endpoint-health';
import { EndpointWatch } from './endpoint-watch';
import { EngineGauges } from './engine-gauges';
import { FanOut } from './fan-out';
import { LogRelay } from './log-relay';
import { PartitionUpkeep } from './partition-upkeep';

/** Runs everything between a commit and a receiver, from the start of the process until its shutdown begins. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: LogRelay;
  private readonly upkeep: PartitionUpkeep;
  private readonly watch: EndpointWatch;
  private readonly gauges: EngineGauges;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    database: Database,
    private readonly signals: LogSignals,
    private readonly dispatcher: Dispatcher,
    health: EndpointHealth,
  ) {
    this.relay = new LogRelay(new Sequencer(database, signals), new FanOut(database), () =>
      dispatcher.wake(),
    );
    this.upkeep = new PartitionUpkeep(database);
    this.watch = new EndpointWatch(health);
    this.gauges = new EngineGauges(database);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.upkeep.start();
    this.unsubscribe.push(
      this.signals.onWritten(() => this.relay.wake()),
      this.signals.onSequenced(() => this.dispatcher.wake()),
    );
    this.relay.start();
    this.dispatcher.start();
    this.watch.start();
    this.gauges.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.unsubscribe) stop();
    const parts = [this.relay, this.dispatcher, this.upkeep, this.watch, this.gauges];
    await Promise.all(parts.map((part) => part.stop()));
  }
}
