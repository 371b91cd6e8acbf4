import type { Sql } from '@platform/database';
import { notFound } from '@platform/http';

import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import type { RecordType } from './record-type';
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

/** Whether a row is part of the parent in the path; always, for a type that has none. */
export const belongs = (type: RecordType, row: RecordRow, parentId: string | undefined): boolean =>
  !type.parent || (row as unknown as Columns)[type.parent.field] === parentId;
