import type { Api } from './api.ts';
import { EventFeed, type EventPage, type PollOptions } from './event-feed.ts';
import { resource } from './resource.ts';
import type { Resource } from './resource-types.ts';

const DEFAULT_WAIT_S = 20;
/** What an answer may take after the server has stopped waiting for events. */
const MARGIN_MS = 30_000;

/** The workspace's log of events. */
export type EventsResource = Resource<'events'> & {
  /** Follows the log for ever: iterate it, and keep `feed.cursor` to go on after a restart. */
  poll(options?: PollOptions): EventFeed;
};

/** The operations on events, and `poll` on top of them. */
export function eventsResource(api: Api): EventsResource {
  const poll = (options: PollOptions = {}): EventFeed => {
    const { types, filter, payload, fields, since, waitSeconds = DEFAULT_WAIT_S, signal } = options;
    const fetchPage = async (cursor: string | undefined) => {
      const page = await api.perform({
        method: 'get',
        path: '/v1/events',
        query: {
          types,
          filter,
          payload,
          fields,
          cursor,
          since: cursor === undefined ? since : undefined,
          wait: waitSeconds,
        },
        signal,
        timeoutMs: waitSeconds * 1000 + MARGIN_MS,
        // A consumer that runs for months outlives every outage.
        maxRetries: Number.POSITIVE_INFINITY,
        maxRetryDelayMs: Number.POSITIVE_INFINITY,
      });
      return page as EventPage;
    };
    return new EventFeed(fetchPage, options);
  };
  return Object.freeze({ ...resource(api, 'events'), poll });
}
