import type { Lease } from './lease-store';
import type { RatePolicy } from './rate-policy';

/** How much of a full budget a process lets pass before it has asked for any: told to the store with its first ask. */
const START_SHARE = 0.1;
/** How much more than the recent demand is leased, while there is enough for all. */
const SLACK = 1.5;
/** Demand is looked at over at least this time, or one request would look like a flood. */
const LEAST_LOOK_MS = 250;
/** A budget that was just asked for can wait for the next round. */
const DUE_AFTER_MS = 500;
/** A store that had too little is asked again after this time. */
const SHORT_PAUSE_MS = 250;
/** Stores may answer with fewer digits than they were asked with. */
const ROUNDING = 0.001;
/** While the store is down: the least share of the pace that one process gives itself. */
const OUTAGE_SHARE = 0.1;

/** The slice of a shared budget that this process holds; times are in milliseconds of one steady clock. */
export class Budget {
  /** False once it is forgotten for not being used: take another one then. */
  isLive = true;
  /** Whether the store had less than was asked for when it was asked last. */
  isShort = false;
  /** Units at hand; below zero when they were used before they were leased. */
  private tokens = 0;
  private floor: number;
  /** Units that callers wanted since the last ask, whether they got them or not. */
  private demand = 0;
  /** Units that callers want in a second. */
  private forecast = 0;
  private wanted = 0;
  private wasIdle = false;
  private askedAt: number;
  private leasedAt: number;
  private left: number;
  private leasedPace = 0;
  /** Units that come in every second: less while the store is down. */
  private pace: number;

  constructor(
    readonly key: string,
    readonly policy: RatePolicy,
    now: number,
  ) {
    this.floor = -policy.burst * START_SHARE;
    this.left = policy.burst;
    this.pace = policy.perSecond;
    this.askedAt = now;
    this.leasedAt = now;
  }

  /**
   * Whether a request of this cost may pass. One that costs more than a second brings needs a second's worth, and leaves
   * a debt: otherwise the largest could never pass.
   */
  covers(cost: number): boolean {
    return this.tokens - this.floor >= this.need(cost);
  }

  take(cost: number): void {
    this.tokens -= cost;
    this.demand += cost;
  }

  /** The request turned out to cost nothing. */
  putBack(cost: number): void {
    this.tokens += cost;
    this.demand -= cost;
  }

  /** Counts a request that cannot pass now, so that the next lease is large enough. */
  miss(cost: number): void {
    this.demand += this.need(cost);
  }

  /** A request that was missed passes after all. */
  takeMissed(cost: number): void {
    this.demand -= this.need(cost);
    this.take(cost);
  }

  /** Whether callers wanted any of it since the last ask. */
  get isWanted(): boolean {
    return this.demand > 0;
  }

  /** Whether asking the store before its time could help. */
  mayAskEarly(now: number): boolean {
    return !this.isShort || now - this.leasedAt >= SHORT_PAUSE_MS;
  }

  /** Whether a round should ask for it. */
  isDue(now: number): boolean {
    return now - this.askedAt >= DUE_AFTER_MS;
  }

  /** Whether it can be forgotten: nobody has wanted it for a whole round, and it holds and owes nothing. */
  get isSettled(): boolean {
    return this.wasIdle && this.demand <= 0 && Math.abs(this.tokens) < 0.001;
  }

  /** Units to lease so that the demand of the next second is met; below zero what is too much here. */
  ask(now: number): number {
    const seconds = Math.max(LEAST_LOOK_MS, now - this.askedAt) / 1000;
    const seen = this.demand / seconds;
    this.forecast = Math.max(seen, (this.forecast + seen) / 2);
    this.wasIdle = this.demand <= 0;
    if (this.wasIdle) this.forecast = 0;
    const slice = Math.max(this.demand, this.forecast * (this.isShort ? 1 : SLACK));
    this.wanted = Math.min(this.policy.burst, slice) - this.tokens;
    this.demand = 0;
    this.askedAt = now;
    return this.wanted;
  }

  leased({ granted, left }: Lease, now: number): void {
    const seconds = Math.max(LEAST_LOOK_MS, now - this.leasedAt) / 1000;
    this.leasedPace = Math.min(this.policy.perSecond, Math.max(0, granted) / seconds);
    this.tokens += granted;
    this.floor = 0;
    this.isShort = granted < this.wanted - ROUNDING;
    this.pace = this.policy.perSecond;
    this.left = left;
    this.leasedAt = now;
  }

  /** The store is down: goes on at the pace it was last given, of which each process had its share. */
  refill(now: number): void {
    const { perSecond } = this.policy;
    this.pace = Math.max(this.leasedPace, perSecond * OUTAGE_SHARE);
    if (this.tokens < perSecond) this.tokens = Math.min(perSecond, this.tokens + this.comeSince(now));
    this.left = 0;
    this.leasedAt = now;
  }

  /** Units that a caller can still use, as far as is known here. */
  remaining(now: number): number {
    const { burst } = this.policy;
    const known = this.tokens + this.left + this.comeSince(now);
    return Math.max(0, Math.min(burst, Math.floor(known)));
  }

  /** Whole seconds until a refused request of this cost can pass, at least 1 (RFC 9110, section 10.2.3). */
  secondsUntil(cost: number, now: number): number {
    const missing = this.need(cost) - this.tokens - this.left - this.comeSince(now);
    return Math.max(1, Math.ceil(missing / this.pace));
  }

  private comeSince(now: number): number {
    return (this.pace * (now - this.leasedAt)) / 1000;
  }

  private need(cost: number): number {
    return Math.min(cost, this.policy.perSecond, this.policy.burst);
  }
}
