import { insertRows, type Transaction } from '@platform/database';
import type { IdKind } from '@platform/ids';

import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import type { FieldLookup } from './record-shape';

interface LookupWrite {
  readonly workspaceId: string;
  readonly object: IdKind;
  /** New rows: there is nothing to replace. */
  readonly fresh: readonly RecordRow[];
  readonly changed: readonly RecordRow[];
}

/** Replaces what a look-up table holds for these rows. */
export async function writeLookup(tx: Transaction, lookup: FieldLookup, write: LookupWrite): Promise<void> {
  const { table, owner, columns, field, only } = lookup;
  const { workspaceId, object, fresh, changed } = write;
  if (changed.length > 0) {
    await tx.sql(
      `${table}.clear.${field}`,
      `DELETE FROM ${table} WHERE workspace_id = $1 AND ${owner} = ANY($2)${only ? ` AND ${only}` : ''}`,
      [workspaceId, changed.map((row) => row.id)],
    );
  }
  const entries = [...fresh, ...changed].flatMap((row) =>
    lookup.rows(row as unknown as Columns, field, object),
  );
  if (entries.length === 0) return;
  const named = columns.filter((column) => column !== 'workspace_id');
  await insertRows(tx, {
    table,
    columns: ['workspace_id', ...named],
    size: entries.length,
    *values() {
      for (const entry of entries) yield [workspaceId, ...named.map((column) => entry[column])];
    },
  });
}
