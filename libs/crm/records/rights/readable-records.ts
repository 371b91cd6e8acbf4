import type { Sql } from '@platform/database';
import type { RecordAction, RequestContext } from '@platform/http';
import { kindOf, toTypeId, toUuid } from '@platform/ids';

import { type RecordType, recordTypeOf } from '../record-type';
import { rowTable } from '../row-table';
import { reachable } from './reachable';

/** The condition on a row of this alias that the caller may read it, naming the workspace as $1; null when all may be read. */
export const readableCondition = (
  { principal: { rights } }: RequestContext,
  type: RecordType,
  alias: string,
): string | null => (rights ? reachable(type, rights, 'read', alias) : null);

/** Those of the stored ids that name records which the caller may read, deleted or not; all of them for whom no role limits. */
export const readableIds = (
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => reachedIds(sql, ctx, type, { ids, action: 'read' });

/** The same of records to which the caller may do something. */
export async function reachedIds(
  sql: Sql,
  { workspaceId, principal: { rights } }: RequestContext,
  type: RecordType,
  { ids, action }: { readonly ids: readonly string[]; readonly action: RecordAction },
): Promise<ReadonlySet<string>> {
  const condition = rights ? reachable(type, rights, action, 't') : null;
  if (condition === null || ids.length === 0) return new Set(ids);
  const rows = await sql.sql<{ id: string }>(
    '',
    `SELECT t.id FROM ${rowTable(type.row).table} AS t WHERE t.workspace_id = $1 AND t.id = ANY($2) AND ${condition}`,
    [workspaceId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The same of records of any kinds, all by their public ids. */
export async function readablePublicIds(
  sql: Sql,
  ctx: RequestContext,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const readable = new Set<string>();
  for (const [kind, some] of Map.groupBy(ids, kindOf)) {
    const type = kind && recordTypeOf(kind);
    if (!type) continue;
    const stored = some.flatMap((id) => toUuid(kind, id) ?? []);
    for (const id of await readableIds(sql, ctx, type, stored)) readable.add(toTypeId(kind, id));
  }
  return readable;
}

/** Whether a field of a kind of record, by its path, is hidden from the caller. */
export const isHidden = ({ principal: { rights } }: RequestContext, object: string, path: string): boolean =>
  rights?.objects.get(object)?.fields.get(path) === 'hidden';

/** The same of a path that may lead into a field: what stands in a hidden field is hidden. */
export const isHiddenWithin = (ctx: RequestContext, object: string, path: string): boolean =>
  isHidden(ctx, object, path) || isHidden(ctx, object, path.split('.')[0] ?? path);
