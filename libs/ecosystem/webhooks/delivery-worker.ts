import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@platform/database';
import { LogSignals, Sequencer, watchStorage } from '@platform/events';

import type { StuckLane } from './backlog';
import { Dispatcher } from './dispatcher';
import { EndpointHealth } from './endpoint-health';
import { EndpointWatch } from './endpoint-watch';
import { EngineGauges } from './engine-gauges';
import { FanOut } from './fan-out';
import { forgetReplays } from './forget-replays';
import { LogRelay } from './log-relay';
import { PartitionUpkeep } from './partition-upkeep';
import { WebhookSigningKeys } from './signing-keys';

/** Runs everything between a commit and a receiver, from the start of the process until its shutdown begins. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: LogRelay;
  private readonly upkeep: PartitionUpkeep;
  private readonly watch: EndpointWatch;
  private readonly gauges: EngineGauges;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly signals: LogSignals,
    private readonly dispatcher: Dispatcher,
    private readonly health: EndpointHealth,
    signingKeys: WebhookSigningKeys,
  ) {
    this.relay = new LogRelay(
      new Sequencer(database, signals),
      new FanOut(database),
      () => dispatcher.wake(),
      (stuck) => this.pause(stuck),
    );
    this.upkeep = new PartitionUpkeep(database, async () => {
      await signingKeys.renew(new Date());
      await forgetReplays(database, new Date());
    });
    this.watch = new EndpointWatch(health);
    this.gauges = new EngineGauges(database);
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
    this.watch.start();
    this.gauges.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.unsubscribe) stop();
    const parts = [this.relay, this.dispatcher, this.upkeep, this.watch, this.gauges];
    await Promise.all(parts.map((part) => part.stop()));
  }

  private async pause(stuck: readonly StuckLane[]): Promise<void> {
    for (const { workspace_id, endpoint_id } of stuck) {
      await this.health.stop(workspace_id, endpoint_id, { reason: 'too_many_parked', now: new Date() });
    }
  }
}
