import type { Sql } from '@platform/database';
import type { LogPage } from '@platform/events';

import type { EventFilter } from './event-filter';
import { meetingFilters } from './event-matching';

/** How many events are read at a time, and how often before a page is given as it is. */
const EVENTS_AT_A_TIME = 500;
const MOST_READS = 4;

/** Reads the log on from a position. */
export type ReadLog = (from: number, limit: number) => Promise<LogPage>;

/**
 * A page of the events that meet a filter. It looks at no more than some 2,000 events, so it may be short, or empty with
 * `hasMore`; `reached` is how far it looked.
 */
export async function filteredPage(
  sql: Sql,
  read: ReadLog,
  { from, limit, filter }: { from: number; limit: number; filter: EventFilter },
): Promise<LogPage> {
  const events: LogPage['events'] = [];
  let reached = from;
  for (let reads = 1; ; reads += 1) {
    const page = await read(reached, EVENTS_AT_A_TIME);
    const asked = page.events.map((event) => ({ event, filter }));
    for (const { event } of await meetingFilters(sql, asked)) {
      events.push(event);
      if (events.length < limit) continue;
      const isLast = event === page.events.at(-1) && !page.hasMore;
      return { events, reached: isLast ? page.reached : event.sequence, hasMore: !isLast };
    }
    reached = page.reached;
    if (!page.hasMore || reads === MOST_READS) return { events, reached, hasMore: page.hasMore };
  }
}
