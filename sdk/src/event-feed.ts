import type { QueryOf } from './operation-types.ts';
import { pause } from './pause.ts';
import type { DealwrightEvent } from './webhook-event.ts';

/** What `events.poll` takes. */
export interface PollOptions {
  /** Where to go on: the `cursor` of an earlier feed; from the oldest kept event when absent. */
  readonly cursor?: string | undefined;
  /** Without a cursor: where to begin, at about this time. */
  readonly since?: string | undefined;
  /** Only these types; `deal.*` stands for all of one object's. */
  readonly types?: readonly string[] | undefined;
  /** Only those that meet all conditions: `{ changed: { has: 'owner_id' } }`. */
  readonly filter?: QueryOf<'events.list'>['filter'] | undefined;
  /** `thin` for the id, type and url of what events are about; all of it unless told. */
  readonly payload?: QueryOf<'events.list'>['payload'] | undefined;
  /** Only these fields of what events are about, beside its id. */
  readonly fields?: readonly string[] | undefined;
  /** How long the server holds an empty answer back, in seconds, at most 30; 20 unless told. */
  readonly waitSeconds?: number | undefined;
  /** Ends the loop without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** One page of the log. */
export interface EventPage {
  readonly data: readonly DealwrightEvent[];
  readonly next_cursor: string;
}

/** A server that does not hold empty answers back is asked once a second at most. */
const EMPTY_PAUSE_MS = 1000;

/** An endless walk along the workspace's log of events, in order, at least once. */
export class EventFeed implements AsyncIterable<DealwrightEvent> {
  readonly #fetchPage: (cursor: string | undefined) => Promise<EventPage>;
  readonly #signal: AbortSignal | undefined;
  #cursor: string | undefined;

  /** Made by `events.poll`. */
  constructor(
    fetchPage: (cursor: string | undefined) => Promise<EventPage>,
    { cursor, signal }: Pick<PollOptions, 'cursor' | 'signal'>,
  ) {
    this.#fetchPage = fetchPage;
    this.#cursor = cursor;
    this.#signal = signal;
  }

  /** Where to resume once the event in hand is done: store it after each one. It moves at the last event of a page. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Event after event; waits for new ones, survives outages, throws on 4xx such as a cursor that is too old (410). */
  async *[Symbol.asyncIterator](): AsyncGenerator<DealwrightEvent, void, undefined> {
    try {
      while (!this.#signal?.aborted) yield* this.#nextPage();
    } catch (error) {
      if (!this.#signal?.aborted) throw error;
    }
  }

  async *#nextPage(): AsyncGenerator<DealwrightEvent, void, undefined> {
    const askedAt = Date.now();
    const { data, next_cursor } = await this.#fetchPage(this.#cursor);
    for (const [index, event] of data.entries()) {
      if (index === data.length - 1) this.#cursor = next_cursor;
      yield event;
    }
    if (data.length > 0) return;
    this.#cursor = next_cursor;
    await pause(Math.max(0, EMPTY_PAUSE_MS - (Date.now() - askedAt)), this.#signal);
  }
}
