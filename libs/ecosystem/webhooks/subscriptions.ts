import { matchesType } from '@ecosystem/event-log';
import type { Transaction } from '@platform/database';
import { type EventKey, readEvents } from '@platform/events';

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

/** Which endpoint gets which event: by workspace, type, the scopes of its creator, and not its own when it asked so. */
export async function matchAll(
  tx: Transaction,
  items: readonly FeedItem[],
  subscriptions: readonly Subscription[],
): Promise<Match[]> {
  const byWorkspace = Map.groupBy(subscriptions, (subscription) => subscription.workspace_id);
  const candidates = items.flatMap((item) =>
    (byWorkspace.get(item.workspace_id) ?? [])
      .filter((subscription) => takes(subscription, item))
      .map((subscription) => ({ item, subscription })),
  );
  const guarded = candidates.filter(({ subscription }) => subscription.skip_own).map(({ item }) => item);
  const causes = await readEvents(tx, guarded);
  return candidates
    .filter(
      ({ item, subscription }) =>
        !subscription.skip_own || causes.get(item.event_id)?.principal !== subscription.principal,
    )
    .map(({ item, subscription }) => ({ item, endpointId: subscription.id }));
}

/** By what the event itself says, so that a worker delivers also what only newer code can emit. */
const takes = ({ types, scopes }: Subscription, { type, scope }: FeedItem): boolean =>
  scopes.includes(scope) && types.some((pattern) => matchesType(pattern, type));

const SUBSCRIPTIONS = `
  SELECT workspace_id, id, types, skip_own, principal, scopes FROM webhook_endpoints
  WHERE workspace_id = ANY ($1::uuid[]) AND state = 'active'`;
