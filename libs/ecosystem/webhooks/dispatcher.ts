import { Logger } from '@nestjs/common';
import type { Database } from '@platform/database';
import { type Found, PollLoop } from '@platform/events';
import { newUuid } from '@platform/ids';
import type { OutboundHttp } from '@platform/outbound-http';

import { type AttemptOutcome, GONE } from './attempt';
import { DatabaseClock } from './database-clock';
import { attemptSeconds, deliveriesTotal, lanesHeld } from './delivery-metrics';
import { type DueDelivery, lookAtLanes } from './delivery-queue';
import { type AttemptResult, type HopelessEndpoint, storeResults } from './delivery-results';
import type { EndpointSecrets } from './endpoint-secrets';
import { readEndpointSettings } from './endpoint-settings';
import type { EndpointStore } from './endpoint-store';
import { HeldLane } from './held-lane';
import { LaneClaims } from './lane-claims';
import { nextStep, nextStepInOrder, type Schedule } from './next-step';
import { RenderedBodies, type RenderedBody } from './rendered-bodies';
import { Sender } from './sender';
import type { StateReason } from './webhook-endpoint.entity';

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly database: Database;
  readonly outbound: OutboundHttp;
  readonly secrets: EndpointSecrets;
  readonly endpoints: EndpointStore;
}

/** How a dispatcher behaves. */
export interface DispatcherOptions {
  readonly schedule: Schedule;
  /** How long a lane stays ours when it is not renewed. */
  readonly leaseMs: number;
  /** Requests open at once. */
  readonly mostOpen: number;
  /** How long a stop waits for open requests. */
  readonly drainMs: number;
}

const MOST_LANES = 1000;
const SETTINGS_KEPT_MS = 1000;
const BUSY_MS = 25;
const IDLE_MS = 250;

/**
 * Delivers what is due, lane by lane, each lane in the hands of one worker. Everything that reads or writes lanes
 * happens in one step after another, never at the same time: what a step reads is still so when it acts on it. Only the
 * requests themselves run beside, and what they bring is stored by the next step.
 */
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly claims: LaneClaims;
  private readonly clock: DatabaseClock;
  private readonly bodies: RenderedBodies;
  private readonly sender: Sender;
  private readonly loop: PollLoop;
  private readonly lanes = new Map<string, HeldLane>();
  private results: { lane: HeldLane; result: AttemptResult }[] = [];
  private renewedAt = performance.now();
  private open = 0;
  private isDraining = false;
  private drained: (() => void) | null = null;

  constructor(
    private readonly parts: DispatcherParts,
    private readonly options: DispatcherOptions,
  ) {
    this.claims = new LaneClaims(parts.database, newUuid(), options.leaseMs);
    this.clock = new DatabaseClock(parts.database);
    this.bodies = new RenderedBodies(parts.database);
    this.sender = new Sender(parts.outbound, parts.secrets, this.clock);
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
    this.loop.wake();
  }

  /** Begins nothing more, waits for open requests, stores what they brought and gives the lanes back. */
  async stop(): Promise<void> {
    this.isDraining = true;
    await this.untilDrained();
    await this.loop.stop();
    this.sender.abort();
    await this.storeResults();
    await this.claims.handOver([...this.lanes.values()]);
    this.lanes.clear();
    lanesHeld.set(0);
  }

  /** Disappears as a killed process does: nothing is stored or given back. */
  async abandon(): Promise<void> {
    this.sender.abort();
    await this.loop.stop();
  }

  private async step(): Promise<Found> {
    await this.clock.sync();
    await this.renew();
    const stored = await this.storeResults();
    if (!this.isDraining) {
      await this.release();
      await this.claim();
      await this.look();
      await this.begin();
    }
    lanesHeld.set(this.lanes.size);
    return stored > 0 || this.lanes.size > 0 ? 'some' : 'none';
  }

  private async renew(): Promise<void> {
    const now = performance.now();
    if (this.lanes.size === 0 || now - this.renewedAt < this.options.leaseMs / 4) return;
    const ours = await this.claims.renew([...this.lanes.values()]);
    this.renewedAt = now;
    for (const lane of this.lanes.values()) {
      if (ours.has(lane.endpointId)) lane.safeUntil = this.safeUntil(now);
      else this.lanes.delete(lane.endpointId);
    }
  }

  /** Nothing is begun in the last fifth of a lease: it may be another worker's before the request is out. */
  private safeUntil(askedAt: number): number {
    return askedAt + this.options.leaseMs * 0.8;
  }

  private async storeResults(): Promise<number> {
    const batch = [...this.results];
    if (batch.length === 0) return 0;
    const hopeless = await storeResults(
      this.parts.database,
      batch.map(({ result }) => result),
    );
    this.results = this.results.slice(batch.length);
    for (const { lane, result } of batch) {
      lane.finish(result.delivery.id);
      const { state } = result.next;
      deliveriesTotal.inc({ outcome: state === 'pending' ? 'retried' : state });
    }
    const gone = batch.flatMap(({ result: { outcome, delivery } }) =>
      outcome.status === GONE ? [delivery] : [],
    );
    await this.giveUp(gone, 'gone');
    await this.giveUp(hopeless, 'disabled');
    const blocking = batch.flatMap(({ result: { next, delivery } }) =>
      next.state === 'pending' && next.isBlocking ? [delivery] : [],
    );
    await this.giveUp(blocking, 'paused', 'order_blocked');
    return batch.length;
  }

  private async giveUp(
    lost: readonly HopelessEndpoint[],
    state: 'disabled' | 'gone' | 'paused',
    reason: StateReason | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    for (const { workspace_id, endpoint_id } of lost) {
      await this.parts.endpoints.giveUp(workspace_id, endpoint_id, { state, reason, now });
    }
  }

  private async release(): Promise<void> {
    const idle = [...this.lanes.values()].flatMap(({ isIdle, endpointId, epoch, gen }) =>
      isIdle && gen !== null ? [{ endpointId, epoch, gen }] : [],
    );
    if (idle.length === 0) return;
    for (const endpointId of await this.claims.release(idle)) this.lanes.delete(endpointId);
  }

  private async claim(): Promise<void> {
    const room = Math.min(MOST_LANES - this.lanes.size, this.options.mostOpen - this.open);
    if (room <= 0) return;
    const askedAt = performance.now();
    if (this.lanes.size === 0) this.renewedAt = askedAt;
    for (const lane of await this.claims.claim(room)) {
      this.lanes.set(lane.endpoint_id, new HeldLane(lane, this.safeUntil(askedAt)));
    }
  }

  private async look(): Promise<void> {
    const lanes = [...this.lanes.values()].filter((lane) => lane.wanted > 0);
    const looks = await lookAtLanes(
      this.parts.database,
      lanes.map(({ endpointId, epoch, wanted }) => ({ endpointId, epoch, limit: wanted })),
    );
    for (const lane of lanes) {
      const look = looks.get(lane.endpointId);
      if (look) lane.add(look);
      else this.lanes.delete(lane.endpointId);
    }
  }

  private async begin(): Promise<void> {
    const lanes = [...this.lanes.values()].filter((lane) => lane.hasWaiting);
    await this.refreshSettings(lanes);
    const now = performance.now();
    const begun: { lane: HeldLane; delivery: DueDelivery }[] = [];
    for (const lane of lanes) {
      const room = this.options.mostOpen - this.open - begun.length;
      begun.push(...lane.begin(room, now).map((delivery) => ({ lane, delivery })));
    }
    const bodies = await this.loadBodies(begun);
    for (const { lane, delivery } of begun) void this.run(lane, delivery, bodies.get(delivery.event_id));
  }

  private async refreshSettings(lanes: readonly HeldLane[]): Promise<void> {
    const now = performance.now();
    const old = lanes.filter((lane) => now - lane.settingsReadAt > SETTINGS_KEPT_MS);
    const settings = await readEndpointSettings(this.parts.database, old);
    for (const lane of old) {
      lane.setSettings(settings.get(lane.endpointId) ?? null, now);
    }
  }

  /** Bodies for deliveries that count as begun: when they cannot be read, the deliveries are as before. */
  private async loadBodies(begun: readonly { lane: HeldLane; delivery: DueDelivery }[]) {
    try {
      return await this.bodies.load(begun.map(({ delivery }) => delivery));
    } catch (error) {
      for (const { lane, delivery } of begun) {
        lane.open -= 1;
        lane.finish(delivery.id);
      }
      throw error;
    }
  }

  private async run(lane: HeldLane, delivery: DueDelivery, body: RenderedBody | undefined): Promise<void> {
    const { settings } = lane;
    if (!settings) throw new Error('A delivery was begun without the settings of its endpoint.');
    this.open += 1;
    try {
      const outcome = await this.sender.send(delivery, settings, body);
      if (!(this.sender.isAborted && outcome.error === 'aborted'))
        this.keep(lane, delivery, { outcome, body });
    } catch (error) {
      // Our own fault (a secret that cannot be opened, say): it must not be tried without end, nor stop the others.
      this.logger.error({ err: error, delivery: delivery.id }, 'A delivery could not be sent');
      this.keep(lane, delivery, { outcome: failedInside(this.clock.now()), body });
    } finally {
      lane.open -= 1;
      this.open -= 1;
      if (this.open === 0) this.drained?.();
      this.loop.wake();
    }
  }

  private keep(
    lane: HeldLane,
    delivery: DueDelivery,
    { outcome, body }: { outcome: AttemptOutcome; body: RenderedBody | undefined },
  ): void {
    attemptSeconds.observe(outcome.durationMs / 1000);
    const result: AttemptResult = {
      lane: { endpointId: lane.endpointId, epoch: lane.epoch },
      delivery,
      attemptId: newUuid(),
      bodyHash: body?.hash ?? delivery.body_hash,
      outcome,
      next: nextStepInOrder(nextStep(outcome, delivery.tries + 1, this.options.schedule), {
        outcome,
        ordering: lane.settings?.ordering ?? 'none',
        replayId: delivery.replay_id,
      }),
    };
    this.results.push({ lane, result });
  }

  private async untilDrained(): Promise<void> {
    if (this.open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.drainMs);
      this.drained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const failedInside = (now: Date): AttemptOutcome => ({
  attemptedAt: now,
  durationMs: 0,
  status: null,
  error: 'internal_error',
  response: null,
  isDelivered: false,
  retryAfterMs: null,
});
