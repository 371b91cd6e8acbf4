import type { Sql, Transaction } from '@platform/database';
import { notFound } from '@platform/http';

import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import { type RecordType, recordTypeOf } from './record-type';
import { exists } from './references';

/** Answers 404 when the parent in the path is not one of the workspace's. */
export async function requireParent(
  sql: Sql,
  workspaceId: string,
  { parent }: RecordType,
  id?: string,
): Promise<void> {
  if (parent && !(await exists(sql, workspaceId, parent.kind, id ?? ''))) throw notFound(parent.kind);
}

/** The same for a write whose type takes turns: nobody else writes to the parent or its parts until the transaction ends. */
export async function holdParent(
  tx: Transaction,
  workspaceId: string,
  { parent }: RecordType,
  id: string,
): Promise<void> {
  const above = parent && recordTypeOf(parent.kind);
  if (!above) throw new Error('Only a record of a type of its own can be held.');
  const [row] = await new RecordStore(shapeOf(above)).lock(tx, workspaceId, [id]);
  if (!row || row.deleted_at) throw notFound(above.name);
}

/** Whether a row is part of the parent in the path; always, for a type that has none. */
export const belongs = (type: RecordType, row: RecordRow, parentId: string | undefined): boolean =>
  !type.parent || (row as unknown as Columns)[type.parent.field] === parentId;
