import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';

import {
  type DueDelivery,
  type LaneLook,
  lookAtLanes,
} from '../../../libs/ecosystem/webhooks/delivery-queue';
import { type NextStep, storeResults } from '../../../libs/ecosystem/webhooks/delivery-results';
import { type Held, LaneClaims } from '../../../libs/ecosystem/webhooks/lane-claims';
import type { Engine } from './engine';

type Outcome = (delivery: DueDelivery) => NextStep;

/** A worker that sends nothing: each turn claims, looks, stores what is to come of it, and gives back what is idle. */
export class HandWorker {
  private readonly claims: LaneClaims;

  constructor(private readonly database: Database) {
    this.claims = new LaneClaims(database, newUuid(), 10_000);
  }

  /** What was due, in the order in which it was found. */
  async turn(
    outcome: Outcome = () => ({ state: 'delivered' }),
    { limit = 500 } = {},
  ): Promise<DueDelivery[]> {
    const lanes = await this.claims.claim(100);
    const held = lanes.map(({ endpoint_id: endpointId, epoch }) => ({ endpointId, epoch }));
    const looks = await lookAtLanes(
      this.database,
      held.map((lane) => ({ ...lane, limit })),
    );
    const handled: DueDelivery[] = [];
    for (const lane of held) {
      const look = looks.get(lane.endpointId);
      if (look) handled.push(...(await this.handle(lane, look, outcome)));
    }
    return handled;
  }

  private async handle(lane: Held, { due, gen }: LaneLook, outcome: Outcome): Promise<DueDelivery[]> {
    const results = due.map((delivery) => resultOf(lane, delivery, outcome(delivery)));
    if (results.length > 0) await storeResults(this.database, results);
    const idle = due.length === 0 ? await this.claims.release([{ ...lane, gen }]) : [];
    if (idle.length === 0) await this.claims.handOver([lane]);
    return due;
  }

  /** Turns until nothing is due any more. */
  async drain(outcome?: Outcome): Promise<DueDelivery[]> {
    const handled: DueDelivery[] = [];
    for (let found = await this.turn(outcome); found.length > 0; found = await this.turn(outcome)) {
      handled.push(...found);
    }
    return handled;
  }

  /** Delivers and reads on until a lane has nothing left; answers its events. */
  async drainLane(engine: Engine, hook: string): Promise<string[]> {
    const handled: string[] = [];
    for (;;) {
      const done = await this.drain();
      handled.push(...of(hook, done));
      await engine.readOn();
      if (done.length === 0 && (await engine.feeding(hook))?.is_reading === false) return handled;
    }
  }
}

/** The events of those that went to an endpoint. */
export const of = (hook: string, handled: readonly DueDelivery[]): string[] =>
  handled.filter((one) => one.endpoint_id === hook).map((one) => one.event_id);

const resultOf = (lane: Held, delivery: DueDelivery, next: NextStep) => ({
  lane,
  delivery,
  attemptId: newUuid(),
  bodyHash: null,
  outcome: {
    attemptedAt: new Date(),
    durationMs: 1,
    status: next.state === 'delivered' ? 200 : 500,
    error: null,
    response: null,
    isDelivered: next.state === 'delivered',
    retryAfterMs: null,
  },
  next,
});
