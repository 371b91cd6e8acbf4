import { setTimeout as sleep } from 'node:timers/promises';

import type { Caller } from '../../journeys/support/caller';
import type { Receiver } from '../../webhooks/support/receiver';

const CALLERS = 6;
const AGAIN_MS = 50;

/** Callers who create leads without a pause, and send each again under its key until it is answered. */
export class Load {
  /** The lead of each write that was answered, and when that was. */
  readonly answered = new Map<string, number>();
  failures = 0;
  private isOver = false;
  private next = 0;
  private working: Promise<void>[] = [];

  constructor(
    private readonly caller: () => Caller,
    private readonly name: string,
    /** The pause of each caller between two writes. */
    private readonly pauseMs = 0,
  ) {}

  start(): this {
    this.working = Array.from({ length: CALLERS }, () => this.work());
    this.working.push(this.read());
    return this;
  }

  /** Ends when what was begun is answered. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.working);
  }

  private async work(): Promise<void> {
    while (!this.isOver) {
      const at = this.next++;
      while (!(await this.write(at))) await sleep(AGAIN_MS);
      if (this.pauseMs > 0) await sleep(this.pauseMs);
    }
  }

  private async write(at: number): Promise<boolean> {
    const key = { 'idempotency-key': `${this.name}-${at}` };
    const answer = await this.caller()
      .post('/v1/leads', { title: `Lead ${at}` }, key)
      .catch(() => null);
    if (answer?.status === 201) this.answered.set(answer.body.id, performance.now());
    else if (answer && answer.status < 500 && answer.status !== 409)
      throw new Error(`A write was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    else this.failures += 1;
    return answer?.status === 201;
  }

  /** Someone who looks at filtered lists all the time, which are read under a limit. */
  private async read(): Promise<void> {
    while (!this.isOver) {
      await this.caller()
        .post('/v1/leads/search', { filter: { title: { contains: '1' } }, limit: 10 })
        .catch(() => null);
      await sleep(AGAIN_MS);
    }
  }
}

/** How long after its answer each write was at the receiver for the first time; below 0 when it was there before. */
export function delaysOf({ answered }: Load, { requests }: Receiver): number[] {
  const first = new Map<string, number>();
  for (const { body, at } of requests) {
    const { id } = (JSON.parse(body) as { data: { object: { id: string } } }).data.object;
    if (!first.has(id)) first.set(id, at);
  }
  return [...answered].map(([id, at]) => (first.get(id) ?? Number.POSITIVE_INFINITY) - at);
}
