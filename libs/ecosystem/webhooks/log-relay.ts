import { type Found, PollLoop, type Sequencer } from '@platform/events';
import { failPoint } from '@platform/runtime';

import type { StuckLane } from './backlog';
import type { FannedOut, FanOut } from './fan-out';

/** Busy, events are taken in batches; idle, this bounds how long one from another process waits. */
const BUSY_MS = 20;
const IDLE_MS = 50;
const FAN_OUT_EVERY_MS = 250;
const CATCH_UP_EVERY_MS = 100;
const STUCK_EVERY_MS = 2000;

/** Moves events from the outbox into the log and from there to the endpoints' lanes, one after the other. */
export class LogRelay {
  private readonly loop: PollLoop;
  private fannedAt = Number.NEGATIVE_INFINITY;
  private isBehind = false;
  private caughtUpAt = Number.NEGATIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly fanOut: FanOut,
    /** Called when deliveries became due. */
    private readonly onDeliveries: () => void,
    /** Called for lanes that cannot go on by themselves. */
    private readonly onStuck: (stuck: readonly StuckLane[]) => Promise<void> = () => Promise.resolve(),
  ) {
    this.loop = new PollLoop({
      name: LogRelay.name,
      step: () => this.step(),
      busyMs: BUSY_MS,
      idleMs: IDLE_MS,
    });
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be in the outbox. */
  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<Found> {
    const { taken, isFull } = await this.sequencer.step();
    const fanned = await this.fan(taken);
    const caughtUp = await this.catchUp();
    await this.lookForStuck();
    if (fanned.deliveries + caughtUp > 0) this.onDeliveries();
    if (isFull || fanned.hasMore) return 'all';
    return taken + fanned.deliveries + caughtUp > 0 || fanned.isHeld ? 'some' : 'none';
  }

  /** At once behind what this process put into the log, also when somebody held it then; now and then for what another one left when it died. */
  private async fan(taken: number): Promise<FannedOut> {
    if (taken === 0 && !this.isBehind && performance.now() - this.fannedAt < FAN_OUT_EVERY_MS) return NOTHING;
    this.fannedAt = performance.now();
    const fanned = await this.fanOut.step();
    if (fanned.deliveries > 0) await failPoint('fan_out_after_commit');
    this.isBehind = fanned.hasMore || fanned.isHeld;
    return fanned;
  }

  private async catchUp(): Promise<number> {
    if (performance.now() - this.caughtUpAt < CATCH_UP_EVERY_MS) return 0;
    const { deliveries, hasMore } = await this.fanOut.catchUp();
    if (!hasMore) this.caughtUpAt = performance.now();
    return deliveries;
  }

  private async lookForStuck(): Promise<void> {
    if (performance.now() - this.lookedAt < STUCK_EVERY_MS) return;
    this.lookedAt = performance.now();
    const stuck = await this.fanOut.stuckLanes();
    if (stuck.length > 0) await this.onStuck(stuck);
  }
}

const NOTHING: FannedOut = { deliveries: 0, hasMore: false, isHeld: false };
