/** How fast a receiver answers; nothing is known before its first answer. */
export type Speed = 'unknown' | 'fast' | 'slow';

/** An answer, or a request that is still open, counts as slow from here on. */
export const SLOW_MS = 2_000;

const REMEMBERED = 9;
const FAST_AGAIN_AFTER = 20;

/** Tells slow receivers: half of their last answers took more than 2 s, or one did not come in time. 20 fast ones in a row redeem them. */
export class LaneSpeed {
  private last: number[] = [];
  private fastInARow = 0;

  constructor(private speed: Speed) {}

  get now(): Speed {
    return this.speed;
  }

  answered(durationMs: number, isTimeout: boolean): void {
    this.last = [...this.last.slice(1 - REMEMBERED), durationMs];
    this.fastInARow = durationMs > SLOW_MS ? 0 : this.fastInARow + 1;
    if (isTimeout || this.isMostlySlow()) this.speed = 'slow';
    else if (this.speed === 'unknown' || this.fastInARow >= FAST_AGAIN_AFTER) this.speed = 'fast';
  }

  private isMostlySlow(): boolean {
    const sorted = [...this.last].sort((a, b) => a - b);
    return (sorted[Math.floor(sorted.length / 2)] ?? 0) > SLOW_MS;
  }
}
