/** How many requests at once a lane starts with. */
export const FIRST_LIMIT = 2;
/** So many good answers allow one request more at a time. */
const GOOD_FOR_ONE_MORE = 20;

/**
 * How many requests a receiver is sent at a time: 2 at first, one more for every 20 good answers, half of them when it is
 * overloaded. After its breaker closed it begins with 1, and is sent twice as many whenever all of a round were good.
 */
export class AdaptiveLimit {
  private good = 0;

  constructor(
    private limit: number,
    private isRamp: boolean,
  ) {}

  get now(): number {
    return this.limit;
  }

  /** A good answer; `most` is what the owner of the endpoint allows. */
  answered(most: number): void {
    this.good += 1;
    if (this.good < (this.isRamp ? this.limit : GOOD_FOR_ONE_MORE)) return;
    this.good = 0;
    this.limit = Math.min(most, this.isRamp ? this.limit * 2 : this.limit + 1);
    if (this.limit === most) this.isRamp = false;
  }

  overloaded(): void {
    this.good = 0;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  /** Begins anew with one at a time, and doubles. */
  ramp(): void {
    this.good = 0;
    this.limit = 1;
    this.isRamp = true;
  }
}
