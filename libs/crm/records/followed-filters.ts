import { mayBeMerged, survivorsOfAny } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import { type Filter, idsNamedIn, type ListField, withIds } from '@platform/filters';
import type { RequestContext } from '@platform/http';

import { readablePublicIds } from './rights/readable-records';

const isOfIds = ({ areIds }: ListField): boolean => areIds === true;

/** A filter on rows with survivors in the place of the merged records that it names, as far as the caller may read those. */
export async function followedFilter(sql: Sql, ctx: RequestContext, filter: Filter): Promise<Filter> {
  const named = idsNamedIn(filter, isOfIds).filter(mayBeMerged);
  if (named.length === 0) return filter;
  const survivors = await survivorsOfAny(sql, ctx.workspaceId, named);
  if (survivors.size === 0) return filter;
  const readable = await readablePublicIds(sql, ctx, [...survivors.values()]);
  const ids = [...survivors].filter(([, survivor]) => readable.has(survivor));
  return withIds(filter, new Map(ids.map(([merged, survivor]) => [merged, [survivor]])), isOfIds);
}
