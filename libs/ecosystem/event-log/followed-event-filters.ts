import { allIdsOfAny, mayBeMerged } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import { type IdsByName, idsNamedIn, withIds } from '@platform/filters';

import type { EventFilter } from './event-filter';

/** A filter that is asked of an event of a workspace. */
interface Asked {
  readonly filter: EventFilter;
  readonly event: { readonly workspace_id: string };
}

/** Any list may hold ids: what a value names that looks like one is found out by looking it up. */
const isAny = () => true;

/**
 * Filters in which the id of a record stands for every id that it has: events from before a merge name the merged record, later
 * ones its survivor, and a filter may name either. Nothing is looked up for filters that name no records.
 */
export async function followedFilters<One extends Asked>(
  sql: Sql,
  asked: readonly One[],
): Promise<(one: One) => EventFilter> {
  const known = new Map<EventFilter, EventFilter>();
  for (const [workspaceId, group] of Map.groupBy(asked, ({ event }) => event.workspace_id)) {
    const filters = [...new Set(group.map(({ filter }) => filter))];
    const named = filters.flatMap(idsOf).filter(mayBeMerged);
    if (named.length === 0) continue;
    const ids = await allIdsOfAny(sql, workspaceId, named);
    if (ids.size > 0) for (const filter of filters) known.set(filter, followed(filter, ids));
  }
  return ({ filter }) => known.get(filter) ?? filter;
}

const idsOf = (filter: EventFilter): string[] =>
  Object.values(filter).flatMap((own) => idsNamedIn(own, isAny));

const followed = (filter: EventFilter, ids: IdsByName): EventFilter =>
  Object.fromEntries(Object.entries(filter).map(([object, own]) => [object, withIds(own, ids, isAny)]));
