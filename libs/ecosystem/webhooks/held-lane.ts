import type { AttemptOutcome } from './attempt';
import { verdictOf } from './attempt-verdict';
import type { BreakerChange } from './circuit-breaker';
import type { DueDelivery, LaneLook } from './delivery-queue';
import type { EndpointSettings } from './endpoint-settings';
import type { ClaimedLane } from './lane-claims';
import { LanePace, type PaceState } from './lane-pace';
import { SLOW_MS, type Speed } from './lane-speed';
import type { SharingLane } from './socket-shares';
import { paceOf } from './stored-pace';

/** How many deliveries are read ahead of the ones that run. */
const READ_AHEAD = 16;

/** A request that is under way. */
interface Open {
  readonly since: number;
  readonly isProbe: boolean;
}

/** What the end of a request means for its lane. */
export interface LaneEnd {
  /** Whether it was a probe, which tells how the receiver does: a failed one takes no try from its delivery. */
  readonly isProbe: boolean;
  readonly breaker: BreakerChange;
  /** What the lane has learned until now. */
  readonly pace: PaceState;
}

/** A lane in the hands of this worker: what it has to send, and what is on its way. */
export class HeldLane implements SharingLane {
  readonly endpointId: string;
  readonly workspaceId: string;
  readonly epoch: string;
  /** Null until the endpoint was read; it is read again when it gets old. */
  settings: EndpointSettings | null = null;
  settingsReadAt = Number.NEGATIVE_INFINITY;
  /** As of the last look; null before the first, and when that is outdated. */
  gen: string | null = null;
  /** When it last began something: who has waited longest is next. */
  begunAt = Number.NEGATIVE_INFINITY;
  private foundNothing = false;
  private waiting: DueDelivery[] = [];
  private readonly pace: LanePace;
  private readonly running = new Map<string, Open>();
  private isLate = false;
  /** Deliveries that are being sent, or whose results are not stored yet: a look that still sees them changes nothing. */
  private readonly unfinished = new Set<string>();
  /** Those of them that are part of a replay. */
  private readonly replaying = new Set<string>();

  constructor(
    claimed: ClaimedLane,
    /** By the clock of this process; past it nothing new is begun. */
    public safeUntil: number,
  ) {
    this.endpointId = claimed.endpoint_id;
    this.workspaceId = claimed.workspace_id;
    this.epoch = claimed.epoch;
    this.pace = new LanePace(paceOf(claimed), performance.now());
  }

  /** Requests that are open. */
  get open(): number {
    return this.running.size;
  }

  get host(): string {
    return this.settings ? new URL(this.settings.url).host : '';
  }

  /** Whoever lets us wait now is slow now, whatever it was. */
  get speed(): Speed {
    return this.isLate ? 'slow' : this.pace.speed;
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get isIdle(): boolean {
    return this.gen !== null && this.foundNothing && this.waiting.length === 0 && this.unfinished.size === 0;
  }

  /** Whether there is nothing to hold it for: nothing to send, or a receiver that is left alone. */
  canBeReleased(now: number): boolean {
    return this.isIdle || (this.gen !== null && this.unfinished.size === 0 && this.pace.isResting(now));
  }

  /** How many deliveries to read so that new ones are among them; 0 when there are enough. */
  get wanted(): number {
    const live = this.waiting.filter((delivery) => delivery.replay_id === null).length;
    return this.gen !== null && live >= READ_AHEAD / 2 ? 0 : READ_AHEAD + this.unfinished.size;
  }

  /** It has changed since the last look, which must be had again. */
  outdated(): void {
    this.gen = null;
  }

  /** Takes over the settings; what was found under another order is looked for again. */
  setSettings(settings: EndpointSettings | null, readAt: number): void {
    if (this.settings && settings?.ordering !== this.settings.ordering) this.waiting = [];
    this.settings = settings;
    this.settingsReadAt = readAt;
  }

  /** Takes over what a look found. */
  add({ gen, due }: LaneLook): void {
    this.gen = gen;
    this.foundNothing = due.length === 0;
    this.waiting = due.filter((delivery) => !this.unfinished.has(delivery.id));
  }

  /** Whether one of its requests has been open for so long that it counts as slow. */
  watch(now: number): void {
    const [oldest] = this.running.values();
    this.isLate = oldest !== undefined && now - oldest.since > SLOW_MS;
  }

  /** The next deliveries to send, as far as its pace and `room` allow; none for an endpoint that is not active. */
  begin(room: number, now: number): DueDelivery[] {
    if (this.settings?.state !== 'active') {
      this.waiting = [];
      return [];
    }
    if (now > this.safeUntil) return [];
    const { isProbing: isProbe } = this.pace;
    const possible = this.withoutTooManyReplayed(this.waiting, this.settings);
    const wanted = Math.min(room, possible.length);
    const begun = possible.slice(0, this.pace.begin({ wanted, open: this.open }, this.settings, now));
    const taken = new Set(begun);
    this.waiting = this.waiting.filter((delivery) => !taken.has(delivery));
    for (const { id, replay_id: replay } of begun) {
      this.unfinished.add(id);
      if (replay !== null) this.replaying.add(id);
      this.running.set(id, { since: now, isProbe });
      this.begunAt = now;
    }
    return begun;
  }

  /** The last `count` deliveries that began go out now or later. */
  sentAt(count: number, now: number): void {
    if (this.settings) this.pace.sentAt(count, this.settings, now);
  }

  /** A request ended, with an outcome or, given up on our side, without one. Its delivery is unfinished until the result is stored. */
  end(deliveryId: string, outcome: AttemptOutcome | null, now: number): LaneEnd {
    const { isProbe = false } = this.running.get(deliveryId) ?? {};
    const isReplay = this.replaying.has(deliveryId);
    this.running.delete(deliveryId);
    const verdict = outcome && verdictOf(outcome);
    const breaker =
      verdict && this.settings
        ? this.pace.ended(verdict, { isProbe, isReplay, limits: this.settings }, now)
        : 'none';
    return { isProbe: isProbe && verdict !== null, breaker, pace: this.pace.state(now) };
  }

  /** Comes after the result was stored, or when there will be none. */
  finish(deliveryId: string): void {
    this.unfinished.delete(deliveryId);
    this.replaying.delete(deliveryId);
  }

  /** What is replayed takes half of the requests at most, so that what happens now need not wait for it. */
  private withoutTooManyReplayed(waiting: readonly DueDelivery[], settings: EndpointSettings): DueDelivery[] {
    let room = Math.max(1, Math.floor(this.pace.most(settings) / 2)) - this.replaying.size;
    return waiting.filter((delivery) => {
      if (delivery.replay_id !== null) room -= 1;
      return delivery.replay_id === null || room >= 0;
    });
  }
}
