import type { Sql } from '@platform/database';

import type { KeyStore } from './key-store';
import type { SealedColumn } from './sealed-column';

const AT_ONCE = 500;

/** A value, and the key of its row. */
type Row = Readonly<Record<string, string>>;

/**
 * Seals everything in a column with the current key that was sealed with another one; answers with how many values that were.
 * Whoever writes a value meanwhile wins.
 */
export async function reseal(sql: Sql, keys: KeyStore, column: SealedColumn): Promise<number> {
  let count = 0;
  let last: Row | undefined;
  do {
    const rows: Row[] = await sql.sql(...pageOf(column, last));
    for (const row of rows.filter(({ value = '' }) => keys.isSealedWithPreviousKey(value)))
      count += await replace(sql, keys, { column, row });
    last = rows.length < AT_ONCE ? undefined : rows.at(-1);
  } while (last);
  return count;
}

/** Behind the last row in the order of the primary key, of whatever workspace: it is for operators, as a migration is. */
function pageOf({ table, column, key }: SealedColumn, last: Row | undefined): [string, string, string[]] {
  const names = key.map(({ name }) => name).join(', ');
  const places = key.map(({ type }, at) => `$${at + 1}::text::${type}`).join(', ');
  const text = `/* migration */ SELECT ${key.map(({ name }) => `${name}::text AS ${name}`).join(', ')}, ${column} AS value
    FROM ${table} WHERE ${column} IS NOT NULL ${last ? `AND (${names}) > (${places})` : ''}
    ORDER BY ${names} LIMIT ${AT_ONCE}`;
  return [`reseal.${table}.${column}`, text, last ? key.map(({ name }) => last[name] ?? '') : []];
}

async function replace(
  sql: Sql,
  keys: KeyStore,
  { column: { table, column, key, purpose }, row }: { readonly column: SealedColumn; readonly row: Row },
): Promise<number> {
  const { value = '', workspace_id: workspaceId = null } = row;
  const context = { workspaceId, purpose, row: row[key.at(-1)?.name ?? ''] ?? '' };
  const fresh = keys.seal(keys.open(value, context), context);
  const where = key.map(({ name, type }, at) => `${name} = $${at + 3}::text::${type}`).join(' AND ');
  const text = `/* migration */ UPDATE ${table} SET ${column} = $1 WHERE ${column} = $2 AND ${where} RETURNING 1`;
  const done = await sql.sql(`reseal.${table}.${column}.replace`, text, [
    fresh,
    value,
    ...key.map(({ name }) => row[name]),
  ]);
  return done.length;
}
