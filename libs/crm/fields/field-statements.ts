import type { Sql, Transaction } from '@platform/database';
import { newUuid } from '@platform/ids';

import type { FieldObject } from './field.dto';
import type { Field } from './field.entity';

/** Which field of a workspace. */
export interface FieldName {
  readonly workspaceId: string;
  readonly object: FieldObject;
  readonly key: string;
}

/** What is stored of a field, deleted or not. */
export type StoredField = Pick<
  Field,
  'id' | 'key' | 'number' | 'type' | 'version' | 'deleted_at' | 'unique' | 'indexed' | 'multiple'
>;

/** Gives out the next number, and lets everybody look at the fields anew; changes of fields come one after the other. */
export async function nextNumber(tx: Transaction, workspaceId: string): Promise<number> {
  const [row] = await tx.sql<{ last_number: number }>('fields.next_number', NEXT, [workspaceId, newUuid()]);
  return row?.last_number ?? 1;
}

/** Lets everybody look at the fields anew. */
export const renew = (tx: Transaction, workspaceId: string): Promise<unknown> =>
  tx.sql('fields.renew', 'UPDATE field_versions SET version = $2 WHERE workspace_id = $1', [
    workspaceId,
    newUuid(),
  ]);

/** Waits until nobody writes records of the workspace by its present fields, and keeps others from beginning. */
export const holdWriters = (tx: Transaction, workspaceId: string): Promise<unknown> =>
  tx.sql('fields.hold_writers', 'SELECT 1 FROM field_versions WHERE workspace_id = $1 FOR UPDATE', [
    workspaceId,
  ]);

/** The field, locked by its row when it is there. */
export async function lockField(
  tx: Transaction,
  { workspaceId, object, key }: FieldName,
  standard: boolean,
): Promise<StoredField | undefined> {
  const [row] = await tx.sql<StoredField>('fields.lock_by_key', LOCK, [workspaceId, object, standard, key]);
  return row;
}

/** How many custom fields a kind of record has, and how many of them are indexed. */
export async function countFields(
  sql: Sql,
  workspaceId: string,
  object: FieldObject,
): Promise<{ all: number; indexed: number }> {
  const [row] = await sql.sql<{ all: number; indexed: number }>('fields.count', COUNT, [workspaceId, object]);
  return row ?? { all: 0, indexed: 0 };
}

const NEXT = `
  INSERT INTO field_versions AS v (workspace_id, version, last_number) VALUES ($1, $2, 1)
  ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, last_number = v.last_number + 1
  RETURNING last_number`;

const LOCK = `
  SELECT id, key, number, type, version, deleted_at, "unique", indexed, multiple FROM fields
  WHERE workspace_id = $1 AND object = $2 AND standard = $3 AND key = $4 FOR NO KEY UPDATE`;

const COUNT = `
  SELECT count(*)::int AS "all", count(*) FILTER (WHERE indexed AND NOT "unique")::int AS indexed FROM fields
  WHERE workspace_id = $1 AND object = $2 AND NOT standard AND deleted_at IS NULL`;
