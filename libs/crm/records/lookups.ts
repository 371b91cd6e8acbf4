import { insertRows, type Transaction } from '@platform/database';
import type { IdKind } from '@platform/ids';

import type { Edit } from './edit';
import type { Columns } from './field-kind';
import type { FieldLookup } from './record-shape';

interface LookupWrite {
  readonly workspaceId: string;
  readonly object: IdKind;
  readonly edits: readonly Edit[];
}

/** Brings look-up tables in line with edits that have been stored: what came is added, what went is removed. */
export async function writeLookups(
  tx: Transaction,
  lookups: readonly FieldLookup[],
  { workspaceId, object, edits }: LookupWrite,
): Promise<void> {
  for (const table of new Set(lookups.map((lookup) => lookup.table))) {
    const own = lookups.filter((lookup) => lookup.table === table);
    const added: Columns[] = [];
    const removed: Columns[] = [];
    for (const edit of edits) {
      const changed = own.filter(({ field, from = [] }) =>
        [field, ...from].some((column) => columnOf(edit.before, column) !== columnOf(edit.row, column)),
      );
      const rowsOf = (row: unknown) =>
        row === null ? [] : changed.flatMap((lookup) => lookup.rows(row as Columns, lookup.field, object));
      const [before, after] = [rowsOf(edit.before), rowsOf(edit.row)];
      added.push(...without(after, before));
      removed.push(...without(before, after));
    }
    await remove(tx, own[0], workspaceId, removed);
    await add(tx, own[0], workspaceId, added);
  }
}

const columnOf = (row: unknown, field: string): unknown => (row as Columns | null)?.[field];

/** The rows that are not among the others. */
function without(rows: readonly Columns[], others: readonly Columns[]): readonly Columns[] {
  if (others.length === 0) return rows;
  const known = new Set(others.map((row) => JSON.stringify(row)));
  return rows.filter((row) => !known.has(JSON.stringify(row)));
}

async function remove(
  tx: Transaction,
  lookup: FieldLookup | undefined,
  workspaceId: string,
  rows: readonly Columns[],
): Promise<void> {
  if (!lookup || rows.length === 0) return;
  const { table, key } = lookup;
  const same = key
    .filter((column) => column !== 'workspace_id')
    .map((column) => `t.${column} = gone.${column}`);
  await tx.sql(
    `${table}.remove`,
    `DELETE FROM ${table} AS t USING jsonb_populate_recordset(NULL::${table}, $2::jsonb) AS gone
     WHERE t.workspace_id = $1 AND ${same.join(' AND ')}`,
    [workspaceId, JSON.stringify(rows)],
  );
}

async function add(
  tx: Transaction,
  lookup: FieldLookup | undefined,
  workspaceId: string,
  rows: readonly Columns[],
): Promise<void> {
  if (!lookup) return;
  const { table } = lookup;
  const columns = lookup.columns.filter((column) => column !== 'workspace_id');
  await insertRows(tx, {
    table,
    columns: ['workspace_id', ...columns],
    size: rows.length,
    *values() {
      for (const row of rows) yield [workspaceId, ...columns.map((column) => row[column])];
    },
  });
}
