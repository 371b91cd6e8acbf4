import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { type Grouping, type LockedRecord, RecordPages, type RowSet, type Stretch } from './record-pages';
import { bodyFilter, queryFilter } from './record-query';
import type { FilterQuery } from './record-query.dto';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';

/** Which records are meant, and where the walk through them goes on. */
export interface Walk extends Stretch {
  /** As callers write it. */
  readonly filter: unknown;
}

/** Locks the next records that meet a filter, in the order of their ids, and answers with those; 400 when it is none. */
export async function lockMatching(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  { filter, ...place }: Walk,
): Promise<LockedRecord[]> {
  const own = await ownType(sql, ctx.workspaceId, type, { fresh: true });
  return new RecordPages(shapeOf(own)).lockNext(sql, matching(ctx, own, filter), place);
}

/** How many records meet a filter; 400 when it is none, 403 when it needs a scope which the caller lacks. */
export async function countMatching(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  filter: unknown,
): Promise<number> {
  const own = await ownType(sql, ctx.workspaceId, type, { fresh: true });
  return new RecordPages(shapeOf(own)).count(sql, matching(ctx, own, filter), null);
}

/** What the records that meet the filter of a query string come to, group by group; 400 and 403 as for a list. */
export async function groupMatching<Result>(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  { query, ...grouping }: Grouping & { readonly query: FilterQuery },
): Promise<Result[]> {
  const own = await ownType(sql, ctx.workspaceId, type, { fresh: false });
  const filter = queryFilter(ctx, own, query);
  const set: RowSet = { workspaceId: ctx.workspaceId, filter, deleted: 'none' };
  return new RecordPages(shapeOf(own)).grouped<Result>(sql, set, grouping);
}

/** Those records that are not deleted and meet a filter as callers write it; 400 when it is none. */
export const matching = (ctx: RequestContext, type: RecordType, filter: unknown): RowSet => ({
  workspaceId: ctx.workspaceId,
  filter: bodyFilter(ctx, type, { filter }),
  deleted: 'none',
});
