import { customType, type RecordType, recordTypeOf, rowTable, uniqueFormOf } from '@crm/records';
import type { Sql, Transaction } from '@platform/database';
import { conflict } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { FieldName, StoredField } from './field-statements';

/** So many values are looked at while the caller waits. */
const MAX_VALUES = 100_000;

/** The table whose rows hold the values. */
export function tableOf({ object }: Pick<FieldName, 'object'>): string {
  const type: RecordType | undefined = recordTypeOf(object);
  if (!type) throw new Error(`Nothing is known of where a ${object} is kept.`);
  return rowTable(type.row).table;
}

/** Whether any record has a value. */
export async function hasValues(sql: Sql, name: FieldName, { number }: StoredField): Promise<boolean> {
  const rows = await sql.sql(
    '',
    `SELECT 1 FROM ${tableOf(name)} WHERE workspace_id = $1 AND custom_fields ? $2 LIMIT 1`,
    [name.workspaceId, String(number)],
  );
  return rows.length > 0;
}

/** A record and what it holds of one field. */
export interface HeldValue {
  readonly id: string;
  readonly value: unknown;
}

/** The values of a field that is written by nobody now; 409 when there are too many to wait for. */
export async function heldValues(
  tx: Transaction,
  name: FieldName,
  { number }: StoredField,
): Promise<HeldValue[]> {
  const rows = await tx.sql<HeldValue>(
    '',
    `SELECT id, custom_fields -> $2 AS value FROM ${tableOf(name)}
     WHERE workspace_id = $1 AND custom_fields ? $2 ORDER BY id LIMIT ${MAX_VALUES + 1}`,
    [name.workspaceId, String(number)],
  );
  if (rows.length <= MAX_VALUES) return rows;
  throw conflict(
    'too_many_values',
    `More than ${MAX_VALUES} records have a value of this field: make a new field and move the values there in batches.`,
  );
}

/** Gives each value to the record that has it; 409 when two have the same. */
export async function claimValues(tx: Transaction, name: FieldName, field: StoredField): Promise<void> {
  const { workspaceId, object } = name;
  const held = await heldValues(tx, name, field);
  const owners = new Map<string, string>();
  for (const { id, value } of held) {
    const form = uniqueFormOf(customType(field.type ?? ''), value);
    const other = owners.get(form);
    if (other !== undefined) throw notUnique(name, [other, id]);
    owners.set(form, id);
  }
  await tx.sql(
    'custom_uniques.claim',
    `INSERT INTO custom_uniques (workspace_id, object, field_number, value, record_id)
     SELECT $1, $2, $3, value, record_id FROM unnest($4::text[], $5::uuid[]) AS held (value, record_id)`,
    [workspaceId, object, String(field.number), [...owners.keys()], [...owners.values()]],
  );
}

const notUnique = ({ object }: FieldName, ids: readonly string[]) => {
  const [one, other] = ids.map((id) => toTypeId(object, id));
  return conflict(
    'not_unique',
    `${one ?? ''} and ${other ?? ''} have the same value: a unique field cannot hold both.`,
    {
      members: { existing_ids: [one, other] },
    },
  );
};

/** Lets go of the values of a field that is unique no more. */
export const dropKeys = (tx: Transaction, { workspaceId, object }: FieldName, { number }: StoredField) =>
  tx.sql(
    'custom_uniques.drop',
    'DELETE FROM custom_uniques WHERE workspace_id = $1 AND object = $2 AND field_number = $3',
    [workspaceId, object, String(number)],
  );

/** Removes the index of a field. */
export async function dropIndex(
  tx: Transaction,
  workspaceId: string,
  { number }: Pick<StoredField, 'number'>,
) {
  for (const table of ['custom_texts', 'custom_numbers']) {
    await tx.sql(`${table}.drop`, `DELETE FROM ${table} WHERE workspace_id = $1 AND field_number = $2`, [
      workspaceId,
      number,
    ]);
  }
}
