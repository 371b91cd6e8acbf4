const SECOND_MS = 1_000;
/** How far it may be behind its even pace and still catch up: steps of a dispatcher come a while apart. */
const CATCH_UP_MS = 100;

/**
 * Keeps to a number of requests a second: evenly, and never more than one above the number in any second. Times are milliseconds of
 * any clock that only goes forward.
 */
export class RateLimit {
  /** When the last ones were sent, the oldest first: as many as may fall into one second. */
  private sent: number[] = [];
  private next: number;
  private free: number;

  /** `freeAt` is what the one before said, or now. */
  constructor(freeAt: number) {
    this.next = freeAt;
    this.free = freeAt;
  }

  /** Takes up to `wanted`, and answers how many may be sent now. */
  take(wanted: number, perSecond: number | null, now: number): number {
    if (perSecond === null) return wanted;
    let taken = 0;
    while (taken < wanted && this.isReady(perSecond, now)) {
      this.send(perSecond, now);
      taken += 1;
    }
    return taken;
  }

  /** The last `count` that were taken are sent at `now` or later, some time after they were taken. */
  sentAt(count: number, perSecond: number | null, now: number): void {
    if (perSecond === null) return;
    this.sent.splice(-count, count, ...Array.from({ length: count }, () => now));
    this.free = Math.max(this.free, now + (count * SECOND_MS) / perSecond);
  }

  /** When another may begin, at an even pace, so that the seconds that both have a part in keep to the limit too. */
  get freeAt(): number {
    return this.free;
  }

  private isReady(perSecond: number, now: number): boolean {
    const oldest = this.sent.length > perSecond ? this.sent.at(-1 - perSecond) : undefined;
    return now >= this.next && (oldest === undefined || now - oldest >= SECOND_MS);
  }

  private send(perSecond: number, now: number): void {
    const apartMs = SECOND_MS / perSecond;
    this.next = Math.max(this.next, now - CATCH_UP_MS) + apartMs;
    this.free = Math.max(this.free, now) + apartMs;
    this.sent.push(now);
    if (this.sent.length > 2 * perSecond + 2) this.sent = this.sent.slice(-1 - perSecond);
  }
}
