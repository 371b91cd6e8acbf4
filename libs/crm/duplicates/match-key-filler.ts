import type { MatchedObject } from '@crm/matching';
import { type Columns, type RecordType, rowTable } from '@crm/records';
import type { Sql } from '@platform/database';

import { keyRows } from './match-key-lookup';

const ROWS_AT_ONCE = 500;

interface Fill {
  readonly workspace_id: string;
  readonly object: string;
  readonly after_id: string;
}

/**
 * Gives their keys to records from before there were keys. Answers with the number of records; safe to be cut off anywhere, and to run
 * beside writers: a key that a record has lost meanwhile leads to a comparison that finds nothing.
 */
export async function fillMatchKeys(sql: Sql, types: readonly RecordType[]): Promise<number> {
  const fills = await sql.sql<Fill>('match_key_fills.all', ALL);
  let filled = 0;
  for (const fill of fills) {
    const type = types.find(({ name }) => name === fill.object);
    if (type) filled += await fillOne(sql, type, fill);
  }
  return filled;
}

async function fillOne(sql: Sql, type: RecordType, fill: Fill): Promise<number> {
  const { workspace_id: workspaceId, object } = fill;
  const { table, columns } = rowTable(type.row);
  const list = columns.map((column) => `"${column}"`).join(', ');
  const page = `SELECT ${list} FROM ${table} WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`;
  let filled = 0;
  for (let after = fill.after_id, isLast = false; !isLast; ) {
    const rows = await sql.sql<Columns & { id: string }>(`${table}.to_key`, page, [
      workspaceId,
      after,
      ROWS_AT_ONCE,
    ]);
    const keys = rows.flatMap((row) => keyRows(object as MatchedObject, row));
    await sql.sql('match_keys.fill', STORE, [workspaceId, JSON.stringify(keys)]);
    filled += rows.length;
    after = rows.at(-1)?.id ?? after;
    isLast = rows.length < ROWS_AT_ONCE;
    if (isLast) await sql.sql('match_key_fills.done', DONE, [workspaceId, object]);
    else await sql.sql('match_key_fills.advance', ADVANCE, [workspaceId, object, after]);
  }
  return filled;
}

const ALL =
  '/* migration */ SELECT workspace_id, object, after_id FROM match_key_fills ORDER BY workspace_id, object';

const STORE = `
  INSERT INTO match_keys (workspace_id, key, record_id)
  SELECT $1, k.key, k.record_id FROM jsonb_to_recordset($2::jsonb) AS k (key bigint, record_id uuid)
  ON CONFLICT DO NOTHING`;

const ADVANCE = 'UPDATE match_key_fills SET after_id = $3 WHERE workspace_id = $1 AND object = $2';

const DONE = 'DELETE FROM match_key_fills WHERE workspace_id = $1 AND object = $2';
