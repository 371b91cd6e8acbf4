import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { type LockedRecord, RecordPages, type RowSet, type Stretch } from './record-pages';
import { bodyFilter } from './record-query';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
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
  const own = await ownType(tx, ctx.workspaceId, type, { fresh: true });
  const set = matching(ctx, own, filter);
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
  const own = await ownType(tx, ctx.workspaceId, type, { fresh: true });
  const set = matching(ctx, own, filter);
  const pages = new RecordPages(shapeOf(own));
  return withinTime(() => tx.within(timeoutMs, () => pages.count(tx, set, null)));
}

/** Those records that are not deleted and meet a filter as callers write it; 400 when it is none. */
export const matching = (ctx: RequestContext, type: RecordType, filter: unknown): RowSet => ({
  workspaceId: ctx.workspaceId,
  filter: bodyFilter(ctx, type, { filter }),
  deleted: 'none',
});
