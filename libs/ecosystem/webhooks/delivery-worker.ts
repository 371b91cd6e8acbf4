import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '@platform/database';
import { LogSignals, Sequencer } from '@platform/events';
import { OutboundHttp } from '@platform/outbound-http';

import { Dispatcher, type DispatcherOptions } from './dispatcher';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointStore } from './endpoint-store';
import { FanOut } from './fan-out';
import { LogRelay } from './log-relay';
import { PartitionUpkeep } from './partition-upkeep';
import { retrySchedule } from './retry-schedule';

/** Under which the options of the dispatcher are provided, for tests to replace. */
export const DISPATCHER_OPTIONS = Symbol('dispatcher options');

export const defaultDispatcherOptions: DispatcherOptions = {
  schedule: (failedTries) => retrySchedule(failedTries, Math.random),
  leaseMs: 10_000,
  mostOpen: 512,
  drainMs: 10_000,
};

/** Runs everything between a commit and a receiver, from the start of the process until its shutdown begins. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: LogRelay;
  private readonly dispatcher: Dispatcher;
  private readonly upkeep: PartitionUpkeep;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    database: Database,
    private readonly signals: LogSignals,
    endpoints: EndpointStore,
    secrets: EndpointSecrets,
    outbound: OutboundHttp,
    @Inject(DISPATCHER_OPTIONS) options: DispatcherOptions,
  ) {
    this.dispatcher = new Dispatcher({ database, outbound, secrets, endpoints }, options);
    this.relay = new LogRelay(new Sequencer(database, signals), new FanOut(database), () =>
      this.dispatcher.wake(),
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
}
