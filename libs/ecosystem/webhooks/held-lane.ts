import type { DueDelivery, LaneLook } from './delivery-queue';
import type { EndpointSettings } from './endpoint-settings';
import type { ClaimedLane } from './lane-claims';

/** How many deliveries are read ahead of the ones that run. */
const READ_AHEAD = 16;

/** A lane in the hands of this worker: what it has to send, and what is on its way. */
export class HeldLane {
  readonly endpointId: string;
  readonly workspaceId: string;
  readonly epoch: string;
  /** Null until the endpoint was read; it is read again when it gets old. */
  settings: EndpointSettings | null = null;
  settingsReadAt = Number.NEGATIVE_INFINITY;
  /** Requests that are open. */
  open = 0;
  /** As of the last look; null before the first. */
  gen: string | null = null;
  private foundNothing = false;
  private waiting: DueDelivery[] = [];
  /** Deliveries that are being sent, or whose results are not stored yet: a look that still sees them changes nothing. */
  private readonly unfinished = new Set<string>();
  /** Those of them that are part of a replay. */
  private readonly replaying = new Set<string>();

  constructor(
    { endpoint_id, workspace_id, epoch }: ClaimedLane,
    /** By the clock of this process; past it nothing new is begun. */
    public safeUntil: number,
  ) {
    this.endpointId = endpoint_id;
    this.workspaceId = workspace_id;
    this.epoch = epoch;
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get isIdle(): boolean {
    return this.gen !== null && this.foundNothing && this.waiting.length === 0 && this.unfinished.size === 0;
  }

  /** How many deliveries to read so that new ones are among them; 0 when there are enough. */
  get wanted(): number {
    const live = this.waiting.filter((delivery) => delivery.replay_id === null).length;
    return live >= READ_AHEAD / 2 ? 0 : READ_AHEAD + this.unfinished.size;
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

  /** The next deliveries to send, as far as the endpoint's limit and `room` allow; none for an endpoint that is not active. */
  begin(room: number, now: number): DueDelivery[] {
    if (this.settings?.state !== 'active') {
      this.waiting = [];
      return [];
    }
    if (now > this.safeUntil) return [];
    const most = Math.max(0, Math.min(room, this.settings.max_concurrency - this.open));
    const begun = this.withoutTooManyReplayed(this.waiting).slice(0, most);
    const taken = new Set(begun);
    this.waiting = this.waiting.filter((delivery) => !taken.has(delivery));
    for (const delivery of begun) {
      this.unfinished.add(delivery.id);
      if (delivery.replay_id !== null) this.replaying.add(delivery.id);
    }
    this.open += begun.length;
    return begun;
  }

  /** Comes after the result was stored. */
  finish(deliveryId: string): void {
    this.unfinished.delete(deliveryId);
    this.replaying.delete(deliveryId);
  }

  /** What is replayed takes half of the requests at most, so that what happens now need not wait for it. */
  private withoutTooManyReplayed(waiting: readonly DueDelivery[]): DueDelivery[] {
    let room = Math.max(1, Math.floor((this.settings?.max_concurrency ?? 0) / 2)) - this.replaying.size;
    return waiting.filter((delivery) => {
      if (delivery.replay_id !== null) room -= 1;
      return delivery.replay_id === null || room >= 0;
    });
  }
}
