import type { Sql } from '@platform/database';

import type { Columns } from './field-kind';
import { FOUND_BY, foldedTexts } from './folded-texts';
import { type RecordShape, shapeOf } from './record-shape';
import type { RecordType } from './record-type';

const ROWS_AT_ONCE = 500;

/**
 * Makes the columns that records are found by where they are still to be made: in rows from before there were such
 * columns. Answers with the number of rows; safe to be cut off anywhere, and to run beside writers.
 */
export async function fillFoundBy(sql: Sql, types: readonly RecordType[]): Promise<number> {
  let filled = 0;
  for (const type of types) {
    const shape = shapeOf(type);
    const [index] = await sql.sql<{ has_entries: boolean }>('not_folded.size', HAS_ENTRIES, [
      `${shape.table}_not_folded`,
    ]);
    if (!index?.has_entries) continue;
    const workspaces = await sql.sql<{ id: string }>('not_folded.workspaces', 'SELECT id FROM workspaces');
    for (const { id } of workspaces) filled += await fillWorkspace(sql, shape, id);
  }
  return filled;
}

async function fillWorkspace(sql: Sql, shape: RecordShape, workspaceId: string): Promise<number> {
  let filled = 0;
  for (let after = NO_ID, last = false; !last; ) {
    const rows = await sql.sql<Columns & { id: string }>(`${shape.table}.not_folded`, notFolded(shape), [
      workspaceId,
      after,
      ROWS_AT_ONCE,
    ]);
    const made = rows.map((row) => ({ id: row.id, version: row.version, ...foldedTexts(shape.type, row) }));
    if (made.length > 0)
      await sql.sql(`${shape.table}.fold`, fold(shape), [workspaceId, JSON.stringify(made)]);
    filled += made.length;
    after = rows.at(-1)?.id ?? after;
    last = rows.length < ROWS_AT_ONCE;
  }
  return filled;
}

/** The index of such rows has but one block as long as there was none: no table needs to be looked at. */
const HAS_ENTRIES =
  "SELECT pg_relation_size($1::text::regclass) > current_setting('block_size')::int AS has_entries";

const NO_ID = '00000000-0000-0000-0000-000000000000';

const notFolded = ({ table, columns }: RecordShape): string =>
  `SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM ${table}
   WHERE workspace_id = $1 AND search_text IS NULL AND id > $2 ORDER BY id LIMIT $3`;

/** A row that was written meanwhile has them already. */
const fold = ({ table }: RecordShape): string =>
  `UPDATE ${table} AS t SET ${FOUND_BY.map((column) => `${column} = n.${column}`).join(', ')}
   FROM jsonb_to_recordset($2::jsonb) AS n (id uuid, version integer, folded jsonb, search_text text)
   WHERE t.workspace_id = $1 AND t.id = n.id AND t.version = n.version`;
