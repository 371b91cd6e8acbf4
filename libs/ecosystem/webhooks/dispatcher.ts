import type { Database } from '@platform/database';
import { type Found, PollLoop } from '@platform/events';
import type { OutboundHttp } from '@platform/outbound-http';
import { failPoint } from '@platform/runtime';

import { GONE } from './attempt';
import { DatabaseClock } from './database-clock';
import { deliveriesTotal } from './delivery-metrics';
import { storeResults } from './delivery-results';
import type { EndpointHealth } from './endpoint-health';
import type { EndpointOwners } from './endpoint-owners';
import type { EndpointSecrets } from './endpoint-secrets';
import { HeldLanes } from './held-lanes';
import type { LostEndpoint } from './lane-ratings';
import { Sender } from './sender';
import { type LaneResult, Sending, type SendingOptions } from './sending';

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly database: Database;
  readonly outbound: OutboundHttp;
  readonly secrets: EndpointSecrets;
  readonly owners: EndpointOwners;
  readonly health: EndpointHealth;
}

/** How a dispatcher behaves. */
export interface DispatcherOptions extends SendingOptions {
  /** How long a lane stays ours when it is not renewed. */
  readonly leaseMs: number;
  /** How long a stop waits for open requests. */
  readonly drainMs: number;
}

/** How often a busy worker looks for further lanes by itself; what is fanned out wakes it. */
const CLAIM_MS = 100;
const BUSY_MS = 25;
const IDLE_MS = 250;

/**
 * Delivers what is due, lane by lane, each lane in the hands of one worker. Everything that reads or writes lanes
 * happens in one step after another, never at the same time: what a step reads is still so when it acts on it. Only the
 * requests themselves run beside, and what they bring is stored by the next step.
 */
export class Dispatcher {
  private readonly clock: DatabaseClock;
  private readonly sender: Sender;
  private readonly lanes: HeldLanes;
  private readonly sending: Sending;
  private readonly loop: PollLoop;
  private isDraining = false;
  /** From when on lanes are looked for again, though some are held. */
  private claimsFrom = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly parts: DispatcherParts,
    private readonly options: DispatcherOptions,
  ) {
    const { database, outbound, owners, secrets } = parts;
    this.clock = new DatabaseClock(database);
    this.sender = new Sender(outbound, secrets, this.clock);
    this.lanes = new HeldLanes(database, options.leaseMs);
    this.sending = new Sending({ database, owners, sender: this.sender, clock: this.clock }, options, () =>
      this.loop.wake(),
    );
    this.loop = new PollLoop({
      name: Dispatcher.name,
      step: () => this.step(),
      busyMs: BUSY_MS,
      idleMs: IDLE_MS,
    });
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be due. */
  wake(): void {
    this.claimsFrom = Number.NEGATIVE_INFINITY;
    this.loop.wake();
  }

  /** Begins nothing more, waits for open requests, stores what they brought and gives the lanes back. */
  async stop(): Promise<void> {
    this.isDraining = true;
    await this.sending.untilDrained(this.options.drainMs);
    await this.loop.stop();
    this.sender.abort();
    await this.storeResults();
    await this.lanes.handOver();
    this.lanes.tellMetrics();
  }

  /** Disappears as a killed process does: nothing is stored or given back. */
  async abandon(): Promise<void> {
    this.sender.abort();
    await this.loop.stop();
  }

  private async step(): Promise<Found> {
    await this.clock.sync();
    await this.lanes.renew();
    const stored = await this.storeResults();
    if (!this.isDraining) {
      await this.lanes.release();
      await this.claim();
      await this.lanes.look();
      await this.sending.begin(this.lanes.all());
    }
    this.lanes.tellMetrics();
    return stored > 0 || this.lanes.size > 0 ? 'some' : 'none';
  }

  /** A step that only stores what came back does without a claim: there is one for every few requests. */
  private async claim(): Promise<void> {
    const now = performance.now();
    if (now < this.claimsFrom && this.lanes.size > 0) return;
    this.claimsFrom = now + CLAIM_MS;
    const isAll = await this.lanes.claim(this.sending.room);
    if (!isAll) this.claimsFrom = Number.NEGATIVE_INFINITY;
  }

  private async storeResults(): Promise<number> {
    const batch = this.sending.ended();
    if (batch.length === 0) return 0;
    await failPoint('results_before_store');
    const lost = await storeResults(
      this.parts.database,
      batch.map(({ result }) => result),
    );
    await failPoint('results_after_commit');
    this.sending.stored(batch.length);
    for (const { lane, result } of batch) {
      lane.finish(result.delivery.id);
      const { state } = result.next;
      deliveriesTotal.inc({ outcome: state === 'pending' ? 'retried' : state });
    }
    await this.stopEndpoints([...goneIn(batch), ...lost, ...blockedIn(batch)]);
    return batch.length;
  }

  private async stopEndpoints(lost: readonly LostEndpoint[]): Promise<void> {
    const now = this.clock.now();
    for (const { workspace_id, endpoint_id, reason } of lost) {
      await this.parts.health.stop(workspace_id, endpoint_id, { reason, now });
    }
  }
}

/** The endpoints whose receivers say that they are gone for good. */
const goneIn = (batch: readonly LaneResult[]): LostEndpoint[] =>
  batch.flatMap(({ result: { outcome, delivery } }) =>
    outcome.status === GONE ? [{ ...delivery, reason: 'receiver_gone' as const }] : [],
  );

/** The endpoints whose order lets nothing pass what cannot be delivered. */
const blockedIn = (batch: readonly LaneResult[]): LostEndpoint[] =>
  batch.flatMap(({ result: { next, delivery } }) =>
    next.state === 'pending' && next.isBlocking ? [{ ...delivery, reason: 'order_blocked' as const }] : [],
  );
