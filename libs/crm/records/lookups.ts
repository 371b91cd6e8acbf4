import type { Sql } from '@platform/database';
import { conflict } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import type { FieldLookup } from './record-shape';

interface LookupWrite {
  readonly workspaceId: string;
  readonly object: IdKind;
  readonly rows: readonly RecordRow[];
  /** Whether the rows are new: then there is nothing to replace. */
  readonly fresh: boolean;
}

/** Replaces what a look-up table holds for these rows; a value that another record holds for itself is a 409. */
export async function writeLookup(sql: Sql, lookup: FieldLookup, write: LookupWrite): Promise<void> {
  const { table, owner, columns, field, only } = lookup;
  const { workspaceId, object, rows, fresh } = write;
  if (!fresh) {
    await sql.sql(
      `${table}.clear.${field}`,
      `DELETE FROM ${table} WHERE workspace_id = $1 AND ${owner} = ANY($2)${only ? ` AND ${only}` : ''}`,
      [workspaceId, rows.map((row) => row.id)],
    );
  }
  const entries = rows.flatMap((row) => lookup.rows(row as unknown as Columns, field, object));
  if (entries.length === 0) return;
  const list = columns.join(', ');
  const json = JSON.stringify(entries.map((entry) => ({ ...entry, workspace_id: workspaceId })));
  const stored = await sql.sql<Columns>(
    `${table}.insert`,
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
     ON CONFLICT DO NOTHING RETURNING ${owner}`,
    [json],
  );
  if (lookup.exclusive && stored.length < entries.length) await refuseHeld(sql, write, entries);
}

interface Holder {
  readonly app: string;
  readonly external_id: string;
  readonly record_id: string;
}

/** Names the record that already holds one of the external ids. */
async function refuseHeld(
  sql: Sql,
  { workspaceId, object }: LookupWrite,
  entries: readonly Columns[],
): Promise<never> {
  const mine = new Set(entries.map((entry) => entry.record_id));
  const holders = await sql.sql<Holder>(
    'external_ids.holders',
    `SELECT app, external_id, record_id FROM external_ids
     WHERE workspace_id = $1 AND object = $2 AND (app, external_id) IN (SELECT * FROM unnest($3::text[], $4::text[]))`,
    [workspaceId, object, entries.map((entry) => entry.app), entries.map((entry) => entry.external_id)],
  );
  const holder = holders.find(({ record_id }) => !mine.has(record_id));
  if (!holder) {
    throw conflict(
      'duplicate_external_id',
      'The same external id stands twice in this request: name each once.',
    );
  }
  const existing = toTypeId(object, holder.record_id);
  throw conflict(
    'already_exists',
    `The external id ${holder.app}:${holder.external_id} belongs to ${existing} already.`,
    { members: { existing_id: existing } },
  );
}
