import type { Sql } from '@platform/database';
import type { IdKind } from '@platform/ids';

import type { Edit } from './edit';
import type { RecordRow } from './record.entity';
import type { Reference } from './record-shape';

/** Where the things are that a record can point to, and which of them may be pointed to. */
const TARGETS: Partial<Record<IdKind, string>> = {
  member: "SELECT id FROM members WHERE workspace_id = $1 AND id = ANY($2) AND state <> 'left'",
  company: 'SELECT id FROM companies WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  contact: 'SELECT id FROM contacts WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  deal: 'SELECT id FROM deals WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  lead: 'SELECT id FROM leads WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  form: 'SELECT id FROM forms WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  pipeline: 'SELECT id FROM pipelines WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  product: 'SELECT id FROM products WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
  stage: 'SELECT id FROM stages WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL',
};

/** Reports every id that a write sets and that names nothing in this workspace: one query per kind of thing. */
export async function checkReferences(
  sql: Sql,
  workspaceId: string,
  edits: readonly Edit[],
  references: readonly Reference[],
): Promise<void> {
  for (const kind of new Set(references.map((reference) => reference.kind))) {
    const fields = references.filter((reference) => reference.kind === kind).map(({ field }) => field);
    const set = edits.flatMap((edit) => fields.flatMap((field) => settled(edit, field)));
    await reportUnknown(sql, workspaceId, kind, set);
  }
}

/** Whether the workspace has a thing of this kind that is not deleted. */
export async function exists(sql: Sql, workspaceId: string, kind: IdKind, id: string): Promise<boolean> {
  const query = TARGETS[kind];
  if (!query) throw new Error(`Nothing is known of where a ${kind} is kept.`);
  return (await sql.sql(`references.${kind}`, query, [workspaceId, [id]])).length > 0;
}

/** Those of the ids that name things of a kind that a record may point to. */
export async function knownIds(
  sql: Sql,
  workspaceId: string,
  kind: IdKind,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const query = TARGETS[kind];
  if (!query || ids.length === 0) return new Set(ids);
  const rows = await sql.sql<{ id: string }>(`references.${kind}`, query, [workspaceId, [...new Set(ids)]]);
  return new Set(rows.map((row) => row.id));
}

/** An id that a write sets, and where a fault about it belongs. */
export interface SetId {
  readonly edit: Edit;
  readonly pointer: string;
  readonly id: string;
}

/** Reports those of the ids that name nothing of this kind in the workspace. */
export async function reportUnknown(
  sql: Sql,
  workspaceId: string,
  kind: IdKind,
  set: readonly SetId[],
): Promise<void> {
  const ids = set.map(({ id }) => id);
  const known = await knownIds(sql, workspaceId, kind, ids);
  for (const { edit, pointer, id } of set) {
    if (known.has(id)) continue;
    edit.fault(
      pointer,
      'unknown_reference',
      `There is no such ${kind.replaceAll('_', ' ')} in this workspace`,
    );
  }
}

function settled(edit: Edit, field: string): SetId[] {
  const column = field as keyof RecordRow;
  const id: unknown = edit.row[column];
  return typeof id === 'string' && edit.changes(column) ? [{ edit, pointer: `/${field}`, id }] : [];
}
