import { Logger } from '@nestjs/common';
import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';
import { failPoint } from '@platform/runtime';

import type { AttemptOutcome } from './attempt';
import { resultClassOf } from './attempt-verdict';
import { type Begun, beginFairly } from './begun';
import type { DatabaseClock } from './database-clock';
import { attemptSeconds, attemptsTotal, breakerChanges, socketsOpen } from './delivery-metrics';
import type { DueDelivery } from './delivery-queue';
import type { AttemptResult } from './delivery-results';
import type { EndpointOwners } from './endpoint-owners';
import { readEndpointSettings } from './endpoint-settings';
import type { HeldLane } from './held-lane';
import { nextStep, nextStepInOrder, type Schedule } from './next-step';
import { RenderedBodies, type RenderedBody, type Withheld } from './rendered-bodies';
import type { Sender } from './sender';

const SETTINGS_KEPT_MS = 1000;

/** An attempt that ended, and the lane that it was made for. */
export interface LaneResult {
  readonly lane: HeldLane;
  readonly result: AttemptResult;
}

/** How deliveries are sent. */
export interface SendingOptions {
  readonly schedule: Schedule;
  /** Requests open at once. */
  readonly mostOpen: number;
}

/** The parts that a sending works with. */
export interface SendingParts {
  readonly database: Database;
  readonly owners: EndpointOwners;
  readonly sender: Sender;
  readonly clock: DatabaseClock;
}

/** The requests of a worker: which begin, those that are open, and what they brought until it is taken away to be stored. */
export class Sending {
  private readonly logger = new Logger(Sending.name);
  private readonly bodies: RenderedBodies;
  private readonly results: LaneResult[] = [];
  private open = 0;
  private drained: (() => void) | null = null;

  constructor(
    private readonly parts: SendingParts,
    private readonly options: SendingOptions,
    /** Called when a request ended. */
    private readonly onEnd: () => void,
  ) {
    this.bodies = new RenderedBodies(parts.database);
  }

  /** How many more requests may be open. */
  get room(): number {
    return this.options.mostOpen - this.open;
  }

  /** What came since the last time that `stored` was called, the oldest first. */
  ended(): readonly LaneResult[] {
    return [...this.results];
  }

  /** The first `count` results are in the database. */
  stored(count: number): void {
    this.results.splice(0, count);
  }

  /** Begins what these lanes have waiting, as far as their pace and the sockets allow. */
  async begin(lanes: readonly HeldLane[]): Promise<void> {
    await this.refreshSettings(lanes.filter((lane) => lane.hasWaiting));
    const { mostOpen: most } = this.options;
    const begun = beginFairly(lanes, { most, open: this.open }, performance.now());
    const bodies = await this.loadBodies(begun);
    for (const [lane, ofLane] of Map.groupBy(begun, (one) => one.lane)) {
      for (const [n, one] of ofLane.entries()) {
        lane.sentAt(ofLane.length - n, performance.now());
        void this.run(one, bodies.get(one.delivery.id) ?? EXPIRED);
      }
    }
    tellOpen(lanes);
  }

  /** Waits until no request is open, at most so long. */
  async untilDrained(mostMs: number): Promise<void> {
    if (this.open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      this.drained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async refreshSettings(lanes: readonly HeldLane[]): Promise<void> {
    const now = performance.now();
    const old = lanes.filter((lane) => now - lane.settingsReadAt > SETTINGS_KEPT_MS);
    const { database, owners, clock } = this.parts;
    const settings = await readEndpointSettings(database, old, { owners, now: clock.now() });
    for (const lane of old) lane.setSettings(settings.get(lane.endpointId) ?? null, now);
  }

  /** Bodies for deliveries that count as begun: when they cannot be read, the deliveries are as before. */
  private async loadBodies(begun: readonly Begun[]) {
    try {
      return await this.bodies.load(
        begun.flatMap(({ lane: { settings }, delivery }) => (settings ? [{ delivery, settings }] : [])),
      );
    } catch (error) {
      for (const { lane, delivery } of begun) {
        lane.end(delivery.id, null, performance.now());
        lane.finish(delivery.id);
      }
      throw error;
    }
  }

  private async run({ lane, delivery }: Begun, body: RenderedBody | Withheld): Promise<void> {
    const { settings } = lane;
    if (!settings) throw new Error('A delivery was begun without the settings of its endpoint.');
    const { sender, clock } = this.parts;
    this.open += 1;
    try {
      await failPoint('before_send');
      const outcome = await sender.send(delivery, settings, body);
      if (outcome.isDelivered) await failPoint('after_2xx');
      if (sender.isAborted && outcome.error === 'aborted') lane.end(delivery.id, null, performance.now());
      else this.keep({ lane, delivery }, outcome, body);
    } catch (error) {
      // Our own fault (a secret that cannot be opened, say): it must not be tried without end, nor stop the others.
      this.logger.error({ err: error, delivery: delivery.id }, 'A delivery could not be sent');
      this.keep({ lane, delivery }, failedInside(clock.now()), body);
    } finally {
      this.open -= 1;
      if (this.open === 0) this.drained?.();
      this.onEnd();
    }
  }

  private keep({ lane, delivery }: Begun, outcome: AttemptOutcome, body: RenderedBody | Withheld): void {
    if (!outcome.unsent) {
      attemptSeconds.observe(outcome.durationMs / 1000);
      attemptsTotal.inc({ result: resultClassOf(outcome) });
    }
    const { isProbe, breaker, pace } = lane.end(delivery.id, outcome, performance.now());
    if (breaker !== 'none') breakerChanges.inc({ to: breaker === 'opened' ? 'open' : 'closed' });
    const result: AttemptResult = {
      lane: { endpointId: lane.endpointId, epoch: lane.epoch },
      delivery,
      attemptId: newUuid(),
      ...sentAs(delivery, body),
      outcome,
      next: nextStepInOrder(
        nextStep(outcome, { failedTries: delivery.tries + 1, isProbe }, this.options.schedule),
        { outcome, ordering: lane.settings?.ordering ?? 'none', replayId: delivery.replay_id },
      ),
      pace,
    };
    this.results.push({ lane, result });
  }
}

const EXPIRED: Withheld = { unsent: 'event_expired' };

/** What is kept of the body, for the attempts to come. */
const sentAs = (delivery: DueDelivery, body: RenderedBody | Withheld) =>
  'unsent' in body
    ? { bodyHash: delivery.body_hash, rendering: delivery.rendering }
    : { bodyHash: body.hash, rendering: body.rendering };

function tellOpen(lanes: readonly HeldLane[]): void {
  for (const speed of ['unknown', 'fast', 'slow'] as const) {
    const open = lanes.reduce((sum, lane) => sum + (lane.speed === speed ? lane.open : 0), 0);
    socketsOpen.set({ speed }, open);
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
