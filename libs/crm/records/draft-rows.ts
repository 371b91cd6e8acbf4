import { isMergedObject, survivorsOf } from '@crm/merged-ids';
import type { Sql, Transaction } from '@platform/database';
import { type Fault, type RequestContext, unprocessable } from '@platform/http';

import { ownType } from './custom-fields/own-type';
import { Edit } from './edit';
import type { Columns } from './field-kind';
import { followedEdit } from './named-survivors';
import type { RecordRow } from './record.entity';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import { checkReferences } from './references';
import { readableType } from './rights/seen-by';

/** A kind of record as its workspace has it and as the caller sees it. */
export const seenType = (sql: Sql, ctx: RequestContext, type: RecordType): Promise<RecordType> =>
  readableType(sql, ctx, type, { fresh: false });

/** The row of a record that is not deleted and that the caller may read; of a merged one, the row of its survivor. */
export async function readableRow(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  id: string,
): Promise<(RecordRow & Columns) | undefined> {
  const store = new RecordStore(shapeOf(await seenType(sql, ctx, type)));
  const find = async (ids: readonly string[]) => (await store.findMany(sql, ctx.workspaceId, ids))[0];
  const row = await find([id]);
  if (row || !isMergedObject(type.name)) return row as (RecordRow & Columns) | undefined;
  const survivors = await survivorsOf(sql, ctx.workspaceId, type.name, [id]);
  return (survivors.size > 0 ? await find([...survivors.values()]) : undefined) as
    | (RecordRow & Columns)
    | undefined;
}

/**
 * The row that a new record with these fields would be, with what follows from them; what it lacks or has in excess does not matter yet.
 * Problem: 422 for what cannot be read, and for ids that name nothing.
 */
export async function draftRow(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  input: object,
): Promise<Columns> {
  const shape = shapeOf(await ownType(tx, ctx.workspaceId, type, { fresh: true }));
  const faults: Fault[] = [];
  const fault = (found: Fault) => faults.push({ ...found, pointer: `/data${found.pointer}` });
  const edit = await followedEdit(tx, ctx, async (survivors) => {
    const row = shape.blank();
    const given = shape.apply(row, input, { ctx, lists: 'replace', fault, survivors });
    if (faults.length > 0) throw unprocessable(faults);
    const tried = new Edit('create', null, row as unknown as RecordRow, given);
    await shape.type.rules?.([tried], ctx, tx);
    await checkReferences(tx, ctx, [tried], shape.references);
    return tried;
  });
  for (const found of edit.faults.filter(({ code }) => code === 'unknown_reference')) fault(found);
  if (faults.length > 0) throw unprocessable(faults);
  return edit.row as unknown as Columns;
}
