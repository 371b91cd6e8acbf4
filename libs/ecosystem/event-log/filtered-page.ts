import type { LoggedEvent, LogPage } from '@platform/events';

/** How many events are read at a time, and how often before a page is given as it is. */
const EVENTS_AT_A_TIME = 500;
const MOST_READS = 4;

/** Those of some events that belong on the page, in their order. */
export type KeptEvents = (events: readonly LoggedEvent[]) => Promise<readonly LoggedEvent[]>;

/** Reads the log on from a position. */
export type ReadLog = (from: number, limit: number) => Promise<LogPage>;

/**
 * A page of the events that are kept. It looks at no more than some 2,000 events, so it may be short, or empty with
 * `hasMore`; `reached` is how far it looked.
 */
export async function filteredPage(
  read: ReadLog,
  { from, limit, kept }: { from: number; limit: number; kept: KeptEvents },
): Promise<LogPage> {
  const events: LogPage['events'] = [];
  let reached = from;
  for (let reads = 1; ; reads += 1) {
    const page = await read(reached, EVENTS_AT_A_TIME);
    for (const event of await kept(page.events)) {
      events.push(event);
      if (events.length < limit) continue;
      const isLast = event.sequence === page.events.at(-1)?.sequence && !page.hasMore;
      return { events, reached: isLast ? page.reached : event.sequence, hasMore: !isLast };
    }
    reached = page.reached;
    if (!page.hasMore || reads === MOST_READS) return { events, reached, hasMore: page.hasMore };
  }
}
