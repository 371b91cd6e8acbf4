import type { Sql, Transaction } from '@platform/database';
import type { IdKind } from '@platform/ids';
import { DEFAULT_NAME_FORMAT } from '@platform/person-names';

import type { CustomField } from './custom-field';

/** The custom fields of a workspace, and how it writes names, at one moment. */
export interface WorkspaceFields {
  /** Another one after every change of a field; null as long as there never was any. */
  readonly version: string | null;
  readonly nameFormat: string;
  readonly byObject: ReadonlyMap<IdKind, readonly CustomField[]>;
}

interface Kept {
  readonly fields: WorkspaceFields;
  /** When it was last known to be the newest (`performance.now`). */
  checkedAt: number;
}

/** Readers may be so far behind the changes of other processes; writers never are. */
const MAX_AGE_MS = 1000;
const MOST_KEPT = 5000;

const kept = new Map<string, Kept>();

/**
 * The custom fields of a workspace. Read with the version that the database has now when `fresh`, otherwise at most a second
 * after a change by another process.
 */
export async function workspaceFields(
  sql: Sql,
  workspaceId: string,
  { fresh }: { readonly fresh: boolean },
): Promise<WorkspaceFields> {
  const known = kept.get(workspaceId);
  if (known && !fresh && performance.now() - known.checkedAt < MAX_AGE_MS) return known.fields;
  const checkedAt = performance.now();
  const now = await stateOf(sql, workspaceId);
  if (known?.fields.version === now.version && known.fields.nameFormat === now.nameFormat) {
    known.checkedAt = checkedAt;
    return known.fields;
  }
  const byObject = now.version === null ? NO_FIELDS : await load(sql, workspaceId);
  const fields: WorkspaceFields = { ...now, byObject };
  const entry = { fields, checkedAt };
  // What a transaction sees may be its own doing, and may never be stored.
  if (isTransaction(sql)) sql.afterCommit(() => keep(workspaceId, entry));
  else keep(workspaceId, entry);
  return fields;
}

/** Lets the next reader of this process look again: for whoever has changed the fields of a workspace. */
export function forgetFields(workspaceId: string): void {
  kept.delete(workspaceId);
}

function keep(workspaceId: string, entry: Kept): void {
  kept.delete(workspaceId);
  kept.set(workspaceId, entry);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

type State = Pick<WorkspaceFields, 'version' | 'nameFormat'>;

/** Writers hold it, so that whoever changes how values are stored waits for them, and they for it. */
async function stateOf(sql: Sql, workspaceId: string): Promise<State> {
  const [name, text] = isTransaction(sql)
    ? ['fields.hold_version', stateSql('FOR KEY SHARE')]
    : ['fields.version', stateSql('')];
  const [row] = await sql.sql<{ version: string | null; name_format: string }>(name, text, [workspaceId]);
  return { version: row?.version ?? null, nameFormat: row?.name_format ?? DEFAULT_NAME_FORMAT };
}

const isTransaction = (sql: Sql): sql is Transaction => 'afterCommit' in sql;

type ByObject = WorkspaceFields['byObject'];

const NO_FIELDS: ByObject = new Map();

async function load(sql: Sql, workspaceId: string): Promise<ByObject> {
  const rows = await sql.sql<CustomField & { readonly object: IdKind }>('fields.load', LOAD, [workspaceId]);
  return Map.groupBy(rows, ({ object }) => object);
}

const stateSql = (hold: string): string => `
  SELECT fields.version, workspaces.contact_name_format AS name_format
  FROM workspaces LEFT JOIN LATERAL (
    SELECT version FROM field_versions WHERE workspace_id = $1 ${hold}) AS fields ON true
  WHERE workspaces.id = $1`;

const LOAD = `
  SELECT id, object, number, key, name, type, multiple, required, "unique", indexed, index_ready AS "isIndexReady",
    default_value -> 'value' AS "default", options, target, read_only AS "isReadOnly",
    jsonb_strip_nulls(jsonb_build_object('min', min, 'max', max, 'min_length', min_length,
      'max_length', max_length, 'pattern', pattern)) AS rules
  FROM fields WHERE workspace_id = $1 AND number IS NOT NULL AND deleted_at IS NULL
  ORDER BY position, number`;
