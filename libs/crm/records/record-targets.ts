import { isMergedObject, survivorsOf } from '@crm/merged-ids';
import { toTypeId } from '@platform/ids';

import type { SetWrite } from './admission';
import { type Draft, nameOf } from './draft';
import type { RecordRow } from './record.entity';
import { RecordStore } from './record-store';
import { holdersOf } from './unique-keys';

/** The locked rows that drafts are about. */
interface Targets<Row extends RecordRow> {
  readonly rows: readonly Row[];
  of(draft: Draft<Row>): Row | undefined;
}

/** Looks up which record each draft is about, and locks them all; of a merged record it is the one that answers for it. */
export async function targetsOf<Row extends RecordRow>(
  write: SetWrite<Row>,
  drafts: readonly Draft<Row>[],
): Promise<Targets<Row>> {
  const { ctx, tx, shape } = write;
  const wanted = drafts.flatMap(({ by }) => by ?? []);
  const space = { workspaceId: ctx.workspaceId, object: shape.type.name };
  const holders = wanted.length > 0 ? await holdersOf(tx, space, wanted) : new Map<string, string>();
  const idOf = ({ id, by }: Draft<Row>) => id ?? (by && holders.get(nameOf(by)));
  const ids = [...new Set(drafts.flatMap((draft) => idOf(draft) ?? []))];
  const silent = new Set(drafts.filter(({ told }) => told === 'nothing').map(idOf));
  const byId = await lockFollowing(write, ids, silent);
  return { rows: [...new Set(byId.values())], of: (draft) => byId.get(idOf(draft) ?? '') };
}

/**
 * Locks rows in the order of their ids, by the ids that were asked for: of merged records the rows of their survivors, unless it
 * is these rows that are meant.
 */
export async function lockFollowing<Row extends RecordRow>(
  write: Locking<Row>,
  ids: readonly string[],
  meant: ReadonlySet<string | undefined> = NOTHING,
): Promise<Map<string, Row>> {
  const { ctx, tx, shape } = write;
  const rows = ids.length > 0 ? await new RecordStore(shape).lock(tx, ctx.workspaceId, ids) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  await followMerged(
    write,
    ids.filter((id) => !meant.has(id)),
    byId,
  );
  return byId;
}

const NOTHING: ReadonlySet<string | undefined> = new Set();

type Locking<Row extends RecordRow> = Pick<SetWrite<Row>, 'ctx' | 'tx' | 'shape'>;

/** Puts survivors, locked, under the ids of the records that were merged into them. Nothing is looked up while all are there. */
async function followMerged<Row extends RecordRow>(
  { ctx, tx, shape }: Locking<Row>,
  ids: readonly string[],
  byId: Map<string, Row>,
): Promise<void> {
  const { name } = shape.type;
  const lost = ids.filter((id) => isLost(byId.get(id)));
  if (lost.length === 0 || !isMergedObject(name)) return;
  const survivors = await survivorsOf(tx, ctx.workspaceId, name, lost);
  if (survivors.size === 0) return;
  const others = [...new Set(survivors.values())].filter((id) => !byId.has(id));
  const rows = others.length > 0 ? await new RecordStore(shape).lock(tx, ctx.workspaceId, others) : [];
  for (const row of rows) byId.set(row.id, row);
  for (const [merged, survivor] of survivors) {
    const row = byId.get(survivor);
    if (!row) continue;
    byId.set(merged, row);
    ctx.followed.set(toTypeId(name, merged), toTypeId(name, survivor));
  }
}

/** Whether it may have been merged: it is not there, or only as one that is deleted. */
const isLost = (row: RecordRow | undefined): boolean => row === undefined || row.deleted_at !== null;
