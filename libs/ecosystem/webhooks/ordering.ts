import { v5 } from 'uuid';

export const ORDERINGS = ['none', 'record', 'endpoint'] as const;

/** `record` sends the events of each record one after the other, `endpoint` all of an endpoint. */
export type Ordering = (typeof ORDERINGS)[number];

/** How many entries of the log are read at a time for a lane that reads by itself. */
export const PAGE_SIZE = 500;

const MOST_PENDING: Readonly<Record<Ordering, number>> = {
  none: 1000,
  // What waits behind a record that fails must not keep the other records from being read.
  record: 10_000,
  endpoint: 1000,
};

/** How many deliveries a lane has pending at most; what comes then stays in the log until there is room. */
export const mostPending = (ordering: Ordering): number => MOST_PENDING[ordering];

/** At how many pending deliveries a lane that reads by itself reads its next page. */
export const readsOnAt = (ordering: Ordering): number => MOST_PENDING[ordering] - PAGE_SIZE;

/** What decides the chain of a delivery. */
export interface Chained {
  readonly ordering: Ordering;
  readonly endpointId: string;
  readonly eventId: string;
  /** Null when the event is past its retention. */
  readonly recordId: string | null;
  readonly replayId: string | null;
}

/** The key of the chain that a delivery stands in, or null. A replay keeps an order of its own beside what is sent as it happens. */
export function orderKey({ ordering, endpointId, eventId, recordId, replayId }: Chained): string | null {
  if (ordering === 'none') return null;
  const key = ordering === 'endpoint' ? endpointId : (recordId ?? eventId);
  return replayId === null ? key : v5(key, replayId);
}
