import { type MergedObject, survivorsOf } from '@crm/merged-ids';
import {
  type Columns,
  type Locked,
  lockRecords,
  lockRows,
  type RecordRow,
  type RecordType,
  reachedIds,
  readableIds,
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

const MAX_TURNS = 5;

/**
 * Locks the records of a merge. A survivor that was merged meanwhile stands for whoever answers for it; a record that was merged
 * already is a 409 that names who answers for it. Other problems: 422 for ids that name nothing, 403.
 */
export async function lockMerging(
  ctx: RequestContext,
  tx: Transaction,
  { type, survivorId, mergedIds }: Pick<MergeRequest, 'type' | 'survivorId' | 'mergedIds'>,
): Promise<Merging> {
  const object = type.name as MergedObject;
  let id = survivorId;
  for (let turn = 1; ; turn += 1) {
    const found = await lockRecords(tx, ctx, type, [id, ...mergedIds]);
    const missing = [id, ...mergedIds].filter((one) => !found.has(one));
    const survivors = await survivorsOf(tx, ctx.workspaceId, object, missing);
    const other = survivors.get(id);
    if (other !== undefined && turn < MAX_TURNS) {
      id = other;
      continue;
    }
    if (mergedIds.includes(id)) throw alreadyMerged(object, survivorId, id);
    await refuseMissing(ctx, tx, { type, id, mergedIds, found, survivors });
    const survivor = found.get(id);
    if (!survivor) throw new Error('A survivor was locked and is not there.');
    await refuseRights(ctx, tx, type, [id, ...mergedIds]);
    const merged = mergedIds.flatMap((one) => (found.get(one)?.row as Row | undefined) ?? []);
    return { survivor: survivor as Merging['survivor'], merged };
  }
}

interface Missing {
  readonly type: RecordType;
  readonly id: string;
  readonly mergedIds: readonly string[];
  readonly found: ReadonlyMap<string, Locked>;
  readonly survivors: ReadonlyMap<string, string>;
}

async function refuseMissing(
  ctx: RequestContext,
  tx: Transaction,
  { type, id, mergedIds, found, survivors }: Missing,
): Promise<void> {
  const object = type.name as MergedObject;
  for (const one of mergedIds) {
    const by = found.has(one) ? undefined : survivors.get(one);
    if (by === undefined) continue;
    const isTold = (await lockRecords(tx, ctx, type, [by])).has(by);
    if (isTold) throw alreadyMerged(object, one, by);
  }
  const faults = [id, ...mergedIds].flatMap((one, at) =>
    found.has(one)
      ? []
      : [
          {
            pointer: at === 0 ? '/survivor' : `/merge/${at - 1}`,
            code: 'unknown_reference',
            detail: `There is no such ${type.name} in this workspace`,
          },
        ],
  );
  if (faults.length > 0) throw unprocessable(faults);
}

const alreadyMerged = (object: MergedObject, id: string, by: string): ProblemError => {
  const [merged, survivor] = [toTypeId(object, id), toTypeId(object, by)];
  return conflict('record_merged', `${merged} was merged into ${survivor}: merge that one instead, or undo its merge first.`, {
    members: { survivor_id: survivor },
  });
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
  if (!survivor || merged.length < merged_ids.length || !ids.every((id) => readable.has(id))) throw notFound('merge');
  await refuseRights(ctx, tx, type, ids);
  return { survivor, merged };
}
