import { type EventFilter, matchesType, meetingFilters, readEventFilter } from '@ecosystem/event-log';
import { Logger } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type EventKey, readEvents } from '@platform/events';
import { Counter } from 'prom-client';

/** An entry of the log, as the fan-out reads it. */
export interface FeedItem extends EventKey {
  readonly day: string;
  readonly pos: string;
  readonly sequence: string;
  readonly type: string;
  /** What a reader must hold to see it. */
  readonly scope: string;
}

/** What decides whether an endpoint gets an event. */
export interface Subscription {
  readonly workspace_id: string;
  readonly id: string;
  readonly types: readonly string[];
  readonly skip_own: boolean;
  readonly checked_filter: unknown;
  readonly principal: string;
  readonly scopes: readonly string[];
}

/** An event that an endpoint is to get. */
export interface Match {
  readonly endpointId: string;
  readonly item: FeedItem;
}

/** The endpoints of some workspaces that take events now. */
export const activeSubscriptions = (
  tx: Transaction,
  workspaceIds: readonly string[],
): Promise<Subscription[]> => tx.sql<Subscription>('fan_out.subscriptions', SUBSCRIPTIONS, [workspaceIds]);

interface Candidate {
  readonly item: FeedItem;
  readonly subscription: Filtered;
}

/** Which endpoint gets which event: by workspace, type, the scopes of its creator, its filter, and not its own when it asked so. */
export async function matchAll(
  tx: Transaction,
  items: readonly FeedItem[],
  subscriptions: readonly Subscription[],
): Promise<Match[]> {
  const byWorkspace = Map.groupBy(subscriptions.map(withFilter), ({ workspace_id: id }) => id);
  const candidates = items.flatMap((item) =>
    (byWorkspace.get(item.workspace_id) ?? [])
      .filter((subscription) => takes(subscription, item))
      .map((subscription): Candidate => ({ item, subscription })),
  );
  const refused = await refusedBy(tx, candidates);
  return candidates
    .filter((candidate) => !refused.has(candidate))
    .map(({ item, subscription }) => ({ item, endpointId: subscription.id }));
}

/** Those that the event's body or cause rules out; it is read only where somebody asks for it. */
async function refusedBy(tx: Transaction, candidates: readonly Candidate[]): Promise<Set<Candidate>> {
  const guarded = candidates.filter(({ subscription }) => subscription.skip_own || subscription.filter);
  const events = await readEvents(
    tx,
    guarded.map(({ item }) => item),
  );
  const known = guarded.flatMap((candidate) => {
    const event = events.get(candidate.item.event_id);
    return event ? [{ candidate, event, filter: candidate.subscription.filter }] : [];
  });
  const asked = known.filter((one): one is typeof one & { filter: EventFilter } => one.filter !== null);
  const met = new Set((await meetingFilters(tx, asked, brokenFor)).map(({ candidate }) => candidate));
  const own = known.filter(
    ({ event, candidate: { subscription } }) =>
      subscription.skip_own && event.principal === subscription.principal,
  );
  return new Set([
    ...own.map(({ candidate }) => candidate),
    ...asked.map(({ candidate }) => candidate).filter((candidate) => !met.has(candidate)),
  ]);
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

const brokenFor = ({ candidate }: { readonly candidate: Candidate }, error: unknown): boolean =>
  sentAnyway(candidate.subscription.id, candidate.item.event_id, error);

interface Filtered extends Subscription {
  readonly filter: EventFilter | null;
}

/** A filter that only newer code can read is not asked: what it would let through must not be lost. */
const withFilter = (subscription: Subscription): Filtered => ({
  ...subscription,
  filter: readEventFilter(subscription.checked_filter),
});

/** By what the event itself says, so that a worker delivers also what only newer code can emit. */
const takes = ({ types, scopes }: Subscription, { type, scope }: FeedItem): boolean =>
  scopes.includes(scope) && types.some((pattern) => matchesType(pattern, type));

const SUBSCRIPTIONS = `
  SELECT workspace_id, id, types, skip_own, checked_filter, principal, scopes FROM webhook_endpoints
  WHERE workspace_id = ANY ($1::uuid[]) AND state = 'active'`;
