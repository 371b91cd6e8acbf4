import { isMergedObject } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import type { IdKind } from '@platform/ids';

import type { Edit } from './edit';
import type { RecordRow } from './record.entity';
import type { Reference } from './record-shape';
import { recordTypeOf } from './record-type';
import { readableCondition } from './rights/readable-records';
import { rowTable } from './row-table';

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
  ctx: RequestContext,
  edits: readonly Edit[],
  references: readonly Reference[],
): Promise<void> {
  for (const kind of new Set(references.map((reference) => reference.kind))) {
    const fields = references.filter((reference) => reference.kind === kind).map(({ field }) => field);
    const set = edits.flatMap((edit) => fields.flatMap((field) => settled(edit, field)));
    await reportUnknown(sql, ctx, kind, set);
  }
}

/** Whether the workspace has a thing of this kind that is not deleted, and that the caller may read. */
export async function exists(sql: Sql, ctx: RequestContext, kind: IdKind, id: string): Promise<boolean> {
  if (!TARGETS[kind]) throw new Error(`Nothing is known of where a ${kind} is kept.`);
  return (await find(sql, ctx, { kind, ids: [id] })).size > 0;
}

/**
 * Those of the ids that name things of a kind that a record may point to, and the caller read. Nobody merges them until the
 * transaction ends: who does so waits, and then sees what points to them.
 */
export const knownIds = async (
  sql: Sql,
  ctx: RequestContext,
  kind: IdKind,
  ids: readonly string[],
): Promise<ReadonlySet<string>> =>
  find(sql, ctx, { kind, ids, ...(isMergedObject(kind) && { held: ' ORDER BY id FOR KEY SHARE' }) });

interface Wanted {
  readonly kind: IdKind;
  readonly ids: readonly string[];
  /** How rows are locked. */
  readonly held?: string;
}

async function find(
  sql: Sql,
  ctx: RequestContext,
  { kind, ids, held = '' }: Wanted,
): Promise<ReadonlySet<string>> {
  const query = TARGETS[kind];
  if (!query || ids.length === 0) return new Set(ids);
  const params = [ctx.workspaceId, [...new Set(ids)]];
  const condition = readableOf(ctx, kind);
  const rows = await (condition === null
    ? sql.sql<{ id: string }>(`references.${kind}${held && '.held'}`, `${query}${held}`, params)
    : sql.sql<{ id: string }>('', `${query} AND ${condition}${held}`, params));
  return new Set(rows.map((row) => row.id));
}

function readableOf(ctx: RequestContext, kind: IdKind): string | null {
  const type = ctx.principal.rights ? recordTypeOf(kind) : undefined;
  return type ? readableCondition(ctx, type, rowTable(type.row).table) : null;
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
  ctx: RequestContext,
  kind: IdKind,
  set: readonly SetId[],
): Promise<void> {
  const ids = set.map(({ id }) => id);
  const known = await knownIds(sql, ctx, kind, ids);
  for (const { edit, pointer, id } of set) {
    if (known.has(id)) continue;
    edit.unknown.push({ kind, id });
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
