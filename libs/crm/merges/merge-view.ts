import { isHiddenWithin } from '@crm/records';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import type { MergeDto, MergeState } from './merge.dto';
import type { Merge } from './merge.entity';
import { isFinal, undoableUntil } from './merge-journal';
import type { Conflict } from './merged-values';
import type { Merged } from './merger';
import { readableAmong, readableThings } from './moved-things';
import type { Unmerged } from './unmerger';

/** Merges as the caller may see them: without fields that are hidden from them, and things that they do not read. */
export async function mergeViews(
  sql: Sql,
  ctx: RequestContext,
  merges: readonly Merge[],
): Promise<MergeDto[]> {
  const readable = await readableAmong(
    sql,
    ctx,
    merges.flatMap(({ moved }) => moved),
  );
  return merges.map((merge) => mergeView(ctx, merge, readable));
}

function mergeView(ctx: RequestContext, merge: Merge, readable: ReadonlySet<string>): MergeDto {
  const { object } = merge;
  const shown = Object.entries(merge.changes).filter(([path]) => !isHiddenWithin(ctx, object, path));
  return {
    id: toTypeId('merge', merge.id),
    object,
    survivor_id: toTypeId(object, merge.survivor_id),
    merged_ids: merge.merged_ids.map((id) => toTypeId(object, id)),
    state: stateOf(merge, ctx.now),
    merged_at: merge.merged_at.toISOString(),
    merged_by: merge.merged_by,
    undoable_until: undoableUntil(merge).toISOString(),
    undone_at: merge.undone_at?.toISOString() ?? null,
    undone_by: merge.undone_by,
    changes: Object.fromEntries(shown),
    moved: readableThings(ctx, merge.moved, readable).map(({ object: kind, count, ids }) => ({
      object: kind,
      count,
      ids: [...ids],
    })),
  };
}

function stateOf(merge: Merge, now: Date): MergeState {
  if (merge.undone_at !== null) return 'undone';
  return isFinal(merge, now) ? 'final' : 'merged';
}

/** The answer to a merge. */
export async function mergedView(sql: Sql, ctx: RequestContext, { merge, record, conflicts }: Merged) {
  const readable = await readableAmong(sql, ctx, merge.moved);
  return {
    ...mergeView(ctx, merge, readable),
    record,
    conflicts: conflicts
      .filter(({ field }) => !isHiddenWithin(ctx, merge.object, field))
      .map((conflict) => conflictView(merge, conflict)),
  };
}

export type MergedView = Awaited<ReturnType<typeof mergedView>>;

const conflictView = ({ object }: Merge, { field, values, from, why, leftOut }: Conflict) => ({
  field,
  values: values.map(({ id, value }) => ({ id: toTypeId(object, id), value })),
  from: from === null ? null : toTypeId(object, from),
  why,
  left_out: leftOut,
});

/** The answer to an undo. */
export async function unmergedView(sql: Sql, ctx: RequestContext, { merge, keptFields, ...done }: Unmerged) {
  const { givenBack, kept } = done;
  const readable = await readableAmong(sql, ctx, [...merge.moved, ...givenBack, ...kept]);
  return {
    ...mergeView(ctx, merge, readable),
    record: done.record,
    restored: done.restored,
    kept_fields: [...new Set(keptFields)].filter((path) => !isHiddenWithin(ctx, merge.object, path)).sort(),
    given_back: readableThings(ctx, givenBack, readable),
    kept: readableThings(ctx, kept, readable),
  };
}

export type UnmergedView = Awaited<ReturnType<typeof unmergedView>>;
