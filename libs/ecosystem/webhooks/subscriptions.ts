import { eventSubjects } from '@ecosystem/event-log';
import { Logger } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type EventKey, readEvents } from '@platform/events';
import { Counter } from 'prom-client';

import { followedSubscriptions } from './followed-subscriptions';
import { type SeenEvent, type Subscription, SubscriptionIndex } from './subscription-index';

/** An entry of the log, as the fan-out reads it. */
export interface FeedItem extends EventKey {
  readonly day: string;
  readonly pos: string;
  readonly sequence: string;
  readonly type: string;
  /** What a reader must hold to see it. */
  readonly scope: string;
}

/** An event that an endpoint is to get. */
export interface Match {
  readonly endpointId: string;
  readonly item: FeedItem;
}

/** Who gets what, among the first so many entries of the log. */
export interface Matched {
  readonly matches: readonly Match[];
  /** The last entry that was looked at. */
  readonly upTo: FeedItem | undefined;
}

/** Whom entries of the log are laid before, and when that is enough. */
export interface Matching {
  /** By workspace. */
  readonly indexes: ReadonlyMap<string, SubscriptionIndex>;
  /** Endpoints that get nothing here. */
  readonly except?: ReadonlySet<string>;
  /** No further entry is looked at once there are so many matches, or so many filters were evaluated. */
  readonly most?: { readonly matches: number; readonly evaluated: number };
}

const ALL = { matches: Number.POSITIVE_INFINITY, evaluated: Number.POSITIVE_INFINITY };

/** Which endpoint gets which event, entry by entry: never only a part of an entry's. */
export async function matchAll(
  tx: Transaction,
  items: readonly FeedItem[],
  { indexes, except = new Set(), most = ALL }: Matching,
): Promise<Matched> {
  const seen = await seenEvents(tx, items, indexes);
  const matches: Match[] = [];
  let evaluated = 0;
  let upTo: FeedItem | undefined;
  for (const item of items) {
    if (matches.length >= most.matches || evaluated >= most.evaluated) break;
    upTo = item;
    const whenBroken = (id: string, error: unknown) => sentAnyway(id, item.event_id, error);
    const takers = indexes.get(item.workspace_id)?.takersOf(item, seen.get(item.event_id), whenBroken);
    if (!takers) continue;
    evaluated += takers.evaluated;
    for (const endpointId of takers.ids) if (!except.has(endpointId)) matches.push({ item, endpointId });
  }
  return { matches, upTo };
}

/** Reads of the events that more has to be known of than their entries say; one that is past its retention is missing. */
async function seenEvents(
  tx: Transaction,
  items: readonly FeedItem[],
  indexes: Matching['indexes'],
): Promise<ReadonlyMap<string, SeenEvent>> {
  const asked = items.filter((item) => indexes.get(item.workspace_id)?.asksFor(item));
  const events = await readEvents(tx, asked);
  const subjects = await eventSubjects(tx, events.values());
  return new Map([...subjects].map(([event, subject]) => [event.id, { event, subject }]));
}

const logger = new Logger('FanOut');

const brokenFilters = new Counter({
  name: 'dealwright_webhook_broken_filters_total',
  help: 'Filters of endpoints that could not be evaluated on an event, which was sent; anything but 0 is a defect.',
});

/** A filter that fails must neither lose an event nor hold up anybody else's. */
export function sentAnyway(endpointId: string, eventId: string, error: unknown): true {
  brokenFilters.inc();
  logger.error({ err: error, endpoint: endpointId, event: eventId }, 'A filter could not be evaluated');
  return true;
}

/** What of some entries of its workspace's log an endpoint takes now: nothing when it is stopped. */
export async function matchesOf(
  tx: Transaction,
  { workspaceId, endpointId }: { workspaceId: string; endpointId: string },
  items: readonly FeedItem[],
): Promise<readonly Match[]> {
  const own = await tx.sql<Subscription>('lanes.subscription', SUBSCRIPTION, [workspaceId, endpointId]);
  const indexes = new Map([[workspaceId, new SubscriptionIndex(await followedSubscriptions(tx, own))]]);
  return (await matchAll(tx, items, { indexes })).matches;
}

const SUBSCRIPTION = `
  SELECT workspace_id, id, types, skip_own, checked_filter, principal, scopes FROM webhook_endpoints
  WHERE workspace_id = $1 AND id = $2 AND state = 'active'`;
