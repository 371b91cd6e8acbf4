import {
  type Columns,
  type Locked,
  lockRecords,
  lockRows,
  type RecordRow,
  type RecordType,
  reachedIds,
  readableIds,
  rowTable,
} from '@crm/records';
import type { Transaction } from '@platform/database';
import {
  conflict,
  missingRight,
  notFound,
  type ProblemError,
  type RequestContext,
  unprocessable,
} from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { Merge } from './merge.entity';
import type { MergeRequest } from './merge-request';

export type Row = RecordRow & Columns;

/** The records of a merge, which nobody else changes until the transaction ends. */
export interface Merging {
  readonly survivor: Locked & { readonly row: Row };
  /** In the order of the request. */
  readonly merged: readonly Row[];
}

/**
 * Locks the records of a merge. A survivor that was merged meanwhile stands for whoever answers for it; another record that was
 * merged already is a 409 that names who answers for it. Other problems: 422 for ids that name nothing, 403.
 */
export async function lockMerging(
  ctx: RequestContext,
  tx: Transaction,
  { type, survivorId, mergedIds }: Pick<MergeRequest, 'type' | 'survivorId' | 'mergedIds'>,
): Promise<Merging> {
  const ids = [survivorId, ...mergedIds];
  await waitForPointers(tx, ctx, type, ids);
  const found = await lockRecords(tx, ctx, type, ids);
  refuseUnknown(type, ids, found);
  const survivor = found.get(survivorId);
  if (!survivor) throw new Error('A survivor was locked and is not there.');
  const merged = mergedIds.flatMap((id) => (found.get(id)?.row as Row | undefined) ?? []);
  for (const [at, id] of mergedIds.entries()) {
    const by = merged[at]?.id ?? id;
    if (by !== id || by === survivor.row.id) throw alreadyMerged(type, id, by);
  }
  await refuseRights(
    ctx,
    tx,
    type,
    [survivor.row, ...merged].map(({ id }) => id),
  );
  return { survivor: survivor as Merging['survivor'], merged };
}

/** Locks rows against whoever is about to point to them: what does so by now is stored and seen, and what comes later names the survivor. */
async function waitForPointers(
  tx: Transaction,
  { workspaceId }: RequestContext,
  type: RecordType,
  ids: readonly string[],
): Promise<void> {
  const { table } = rowTable(type.row);
  await tx.sql(
    `merges.hold.${table}`,
    `SELECT 1 FROM ${table} WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`,
    [workspaceId, ids],
  );
}

function refuseUnknown(
  { name }: RecordType,
  ids: readonly string[],
  found: ReadonlyMap<string, Locked>,
): void {
  const faults = ids.flatMap((id, at) =>
    found.has(id)
      ? []
      : [
          {
            pointer: at === 0 ? '/survivor' : `/merge/${at - 1}`,
            code: 'unknown_reference',
            detail: `There is no such ${name} in this workspace`,
          },
        ],
  );
  if (faults.length > 0) throw unprocessable(faults);
}

const alreadyMerged = ({ name }: RecordType, id: string, by: string): ProblemError => {
  const [merged, existing_id] = [toTypeId(name, id), toTypeId(name, by)];
  const detail =
    merged === existing_id
      ? `The survivor was merged into ${merged}: leave that one out, or undo the merge first.`
      : `${merged} was merged into ${existing_id} already: merge that one instead, or undo the merge first.`;
  return conflict('record_merged', detail, { members: { existing_id } });
};

/** 403 unless the caller's role lets them merge every one of the records. */
export async function refuseRights(
  ctx: RequestContext,
  tx: Transaction,
  type: RecordType,
  ids: readonly string[],
): Promise<void> {
  const { rights } = ctx.principal;
  if (!rights) return;
  const reached = await reachedIds(tx, ctx, type, { ids, action: 'merge' });
  if (ids.every((id) => reached.has(id))) return;
  const granted = rights.objects.get(type.name)?.reaches.merge ?? 'none';
  throw missingRight(
    { right: `${type.name}.merge`, reach: granted, role: rights.role },
    `Your role "${rights.role}" does not let you merge all of these ${type.words.many}.`,
  );
}

/** The records of a merge that is to be undone, locked, the merged ones as they were. Problems: 404, 403. */
export async function lockUnmerging(
  ctx: RequestContext,
  tx: Transaction,
  type: RecordType,
  { survivor_id, merged_ids }: Pick<Merge, 'survivor_id' | 'merged_ids'>,
): Promise<{ readonly survivor: Row; readonly merged: readonly Row[] }> {
  const ids = [survivor_id, ...merged_ids];
  const rows = (await lockRows(tx, ctx, type, ids)) as Row[];
  const readable = await readableIds(tx, ctx, type, ids);
  const survivor = rows.find(({ id }) => id === survivor_id);
  const merged = rows.filter(({ id }) => id !== survivor_id);
  if (!survivor || merged.length < merged_ids.length || !ids.every((id) => readable.has(id)))
    throw notFound('merge');
  await refuseRights(ctx, tx, type, ids);
  return { survivor, merged };
}
