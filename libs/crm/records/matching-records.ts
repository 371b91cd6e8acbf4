import type { Sql, Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { type Grouping, type LockedRecord, RecordPages, type RowSet, type Stretch } from './record-pages';
import { bodyFilter, queryFilter } from './record-query';
import type { FilterQuery } from './record-query.dto';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { readableType } from './rights/seen-by';
import { withinTime } from './within-time';

/** Which records are meant, and how long finding them may take. */
export interface Matched {
  /** As callers write it. */
  readonly filter: unknown;
  readonly timeoutMs: number;
}

/** Where the walk through records that are meant goes on. */
export interface Walk extends Matched, Stretch {}

/**
 * Locks the next records that meet a filter, in the order of their ids, and answers with those; 400 when it is none, or when
 * finding them takes longer than `timeoutMs`.
 */
export async function lockMatching(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  { filter, timeoutMs, ...place }: Walk,
): Promise<LockedRecord[]> {
  const own = await readableType(tx, ctx, type, { fresh: true });
  const set = await matching(tx, ctx, own, filter);
  const pages = new RecordPages(shapeOf(own));
  return withinTime(() => tx.within(timeoutMs, () => pages.lockNext(tx, set, place)));
}

/** How many records meet a filter; 400 when it is none or takes too long, 403 when it needs a scope which the caller lacks. */
export async function countMatching(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  { filter, timeoutMs }: Matched,
): Promise<number> {
  const own = await readableType(tx, ctx, type, { fresh: true });
  const set = await matching(tx, ctx, own, filter);
  const pages = new RecordPages(shapeOf(own));
  return withinTime(() => tx.within(timeoutMs, () => pages.count(tx, set, null)));
}

/** What the records that meet the filter of a query string come to, group by group; 400 and 403 as for a list. */
export async function groupMatching<Result>(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  { query, ...grouping }: Grouping & { readonly query: FilterQuery },
): Promise<Result[]> {
  const own = await readableType(sql, ctx, type, { fresh: false });
  const filter = await queryFilter(sql, ctx, own, query);
  const set: RowSet = { workspaceId: ctx.workspaceId, filter, deleted: 'none' };
  return new RecordPages(shapeOf(own)).grouped<Result>(sql, set, grouping);
}

/** Those records that are not deleted and meet a filter as callers write it; 400 when it is none. */
export const matching = async (
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  filter: unknown,
): Promise<RowSet> => ({
  workspaceId: ctx.workspaceId,
  filter: await bodyFilter(sql, ctx, type, { filter }),
  deleted: 'none',
});
