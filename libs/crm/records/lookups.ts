import type { RowSet, Transaction } from '@platform/database';
import type { IdKind } from '@platform/ids';

import type { Edit } from './edit';
import type { Columns } from './field-kind';
import { isMerged } from './record.entity';
import type { FieldLookup } from './record-shape';

interface LookupWrite {
  readonly workspaceId: string;
  readonly object: IdKind;
  readonly edits: readonly Edit[];
}

/** Brings look-up tables in line with edits: what went is removed at once, what came is answered, to be inserted. */
export async function removeLookups(
  tx: Transaction,
  lookups: readonly FieldLookup[],
  { workspaceId, object, edits }: LookupWrite,
): Promise<RowSet[]> {
  const sets: RowSet[] = [];
  for (const table of new Set(lookups.map((lookup) => lookup.table))) {
    const own = lookups.filter((lookup) => lookup.table === table);
    const added: Columns[] = [];
    const removed: Columns[] = [];
    for (const edit of edits) {
      for (const lookup of own) {
        const { came, went } = entryChanges(lookup, object, edit);
        added.push(...came);
        removed.push(...went);
      }
    }
    await remove(tx, own[0], workspaceId, removed);
    sets.push(...own.slice(0, 1).map((lookup) => newEntries(lookup, workspaceId, added)));
  }
  return sets;
}

function entryChanges(
  lookup: FieldLookup,
  object: IdKind,
  { before, row }: Edit,
): { readonly came: readonly Columns[]; readonly went: readonly Columns[] } {
  const { field, from = [] } = lookup;
  const isSame = [field, 'merged_into', ...from].every(
    (column) => columnOf(before, column) === columnOf(row, column),
  );
  if (isSame) return { came: [], went: [] };
  const rowsOf = (one: object | null) =>
    one === null || isMerged(one) ? [] : lookup.rows(one as Columns, field, object);
  const [old, now] = [rowsOf(before), rowsOf(row)];
  return { came: without(now, old), went: without(old, now) };
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

function newEntries({ table, columns }: FieldLookup, workspaceId: string, rows: readonly Columns[]): RowSet {
  const named = columns.filter((column) => column !== 'workspace_id');
  return {
    table,
    columns: ['workspace_id', ...named],
    size: rows.length,
    *values() {
      for (const row of rows) yield [workspaceId, ...named.map((column) => row[column])];
    },
  };
}
