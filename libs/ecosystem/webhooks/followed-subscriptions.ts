import { followedFilters, readEventFilter } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';

import type { Subscription } from './subscription-index';

/** Endpoints in whose filters the id of a record stands for every id that it has: its own, and those of records that were merged into it. */
export async function followedSubscriptions<One extends Subscription>(
  sql: Sql,
  subscriptions: readonly One[],
): Promise<One[]> {
  const asked = subscriptions.flatMap((subscription) => {
    const filter = readEventFilter(subscription.checked_filter);
    return filter ? [{ subscription, filter, event: subscription }] : [];
  });
  const filterOf = await followedFilters(sql, asked);
  const followed = new Map(asked.map((one) => [one.subscription.id, filterOf(one)]));
  return subscriptions.map((one) => ({ ...one, checked_filter: followed.get(one.id) ?? one.checked_filter }));
}

/** Whether from this event on records have other ids than before. */
export const changesIds = ({ type }: { readonly type: string }): boolean => /\.(un)?merged$/.test(type);
