import { isHiddenWithin } from '@crm/records';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import type { MergeDto, MergeState } from './merge.dto';
import type { Merge } from './merge.entity';
import { isFinal, undoableUntil } from './merge-journal';
import type { Conflict } from './merged-values';
import type { Merged } from './merger';
import { readableThings } from './moved-things';
import type { Unmerged } from './unmerger';

/** A merge as the caller may see it: without fields that are hidden from them, and things of kinds that they do not read. */
export function mergeView(ctx: RequestContext, merge: Merge): MergeDto {
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
    moved: readableThings(ctx, merge.moved).map(({ object: kind, count, ids }) => ({
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
export const mergedView = (ctx: RequestContext, { merge, record, conflicts }: Merged) => ({
  ...mergeView(ctx, merge),
  record,
  conflicts: conflicts
    .filter(({ field }) => !isHiddenWithin(ctx, merge.object, field))
    .map((conflict) => conflictView(merge, conflict)),
});

export type MergedView = ReturnType<typeof mergedView>;

const conflictView = ({ object }: Merge, { field, values, from, why, leftOut }: Conflict) => ({
  field,
  values: values.map(({ id, value }) => ({ id: toTypeId(object, id), value })),
  from: from === null ? null : toTypeId(object, from),
  why,
  left_out: leftOut,
});

/** The answer to an undo. */
export const unmergedView = (ctx: RequestContext, { merge, keptFields, ...done }: Unmerged) => ({
  ...mergeView(ctx, merge),
  record: done.record,
  restored: done.restored,
  kept_fields: [...new Set(keptFields)].filter((path) => !isHiddenWithin(ctx, merge.object, path)).sort(),
  given_back: readableThings(ctx, done.givenBack),
  kept: readableThings(ctx, done.kept),
});

export type UnmergedView = ReturnType<typeof unmergedView>;
