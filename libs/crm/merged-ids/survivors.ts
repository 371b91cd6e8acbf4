import type { Sql } from '@platform/database';
import { type IdKind, kindOf, toTypeId, toUuid } from '@platform/ids';

import { isMergedObject, type MergedObject } from './merged-objects';
import type { Redirect } from './redirects';

/** The records that answer for those of the ids that were merged, by merged id: nothing of an id that is a record's own. */
export async function survivorsOf(
  sql: Sql,
  workspaceId: string,
  object: MergedObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return NONE;
  const rows = await sql.sql<Redirect>('merged_ids.survivors', SURVIVORS, [workspaceId, object, ids]);
  return new Map(rows.map(({ merged_id, survivor_id }) => [merged_id, survivor_id]));
}

const SURVIVORS =
  'SELECT merged_id, survivor_id FROM merged_ids WHERE workspace_id = $1 AND object = $2 AND merged_id = ANY($3)';

/** The same of public ids of any kind, by public ids. */
export async function survivorsOfAny(
  sql: Sql,
  workspaceId: string,
  publicIds: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [kind, ids] of mergedKinds(publicIds)) {
    for (const [merged, survivor] of await survivorsOf(sql, workspaceId, kind, ids))
      found.set(toTypeId(kind, merged), toTypeId(kind, survivor));
  }
  return found;
}

/** Whether a public id may be that of a merged record. */
export const mayBeMerged = (publicId: string): boolean => isMergedObject(kindOf(publicId) ?? '');

/** Stored ids by their kinds, of those kinds that can be merged. */
function mergedKinds(publicIds: Iterable<string>): ReadonlyMap<MergedObject, string[]> {
  const kinds = new Map<MergedObject, string[]>();
  for (const id of new Set(publicIds)) {
    const kind = kindOf(id) ?? '';
    const uuid = isMergedObject(kind) ? toUuid(kind, id) : null;
    if (isMergedObject(kind) && uuid) kinds.set(kind, [...(kinds.get(kind) ?? []), uuid]);
  }
  return kinds;
}

const NONE: ReadonlyMap<string, string> = new Map();

/**
 * All stored ids of the thing of a kind that an id names: its own, and those of the records that were merged into it. The id alone
 * when nothing was, or when things of this kind are never merged.
 */
export async function allIdsOf(
  sql: Sql,
  workspaceId: string,
  kind: IdKind,
  id: string,
): Promise<readonly string[]> {
  if (!isMergedObject(kind)) return [id];
  return (await allIdsOfEach(sql, workspaceId, kind, [id])).get(id) ?? [id];
}

/** The same of public ids of any kind, by public ids: nothing of one that is the only id of its record. */
export async function allIdsOfAny(
  sql: Sql,
  workspaceId: string,
  publicIds: Iterable<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const [kind, ids] of mergedKinds(publicIds)) {
    for (const [id, all] of await allIdsOfEach(sql, workspaceId, kind, ids))
      found.set(
        toTypeId(kind, id),
        all.map((one) => toTypeId(kind, one)),
      );
  }
  return found;
}

async function allIdsOfEach(
  sql: Sql,
  workspaceId: string,
  object: MergedObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.sql<Redirect & { readonly asked: string }>('merged_ids.all_ids', ALL_IDS, [
    workspaceId,
    object,
    ids,
  ]);
  const groups = Map.groupBy(rows, ({ asked }) => asked);
  return new Map(
    [...groups].map(([asked, group]) => [
      asked,
      [...new Set(group.flatMap(({ survivor_id, merged_id }) => [survivor_id, merged_id]))],
    ]),
  );
}

const ALL_IDS = `
  SELECT named.asked, every.survivor_id, every.merged_id
  FROM (
    SELECT id AS asked, COALESCE(own.survivor_id, id) AS survivor_id
    FROM unnest($3::uuid[]) AS id
    LEFT JOIN merged_ids AS own ON own.workspace_id = $1 AND own.object = $2 AND own.merged_id = id
  ) AS named
  JOIN merged_ids AS every ON every.workspace_id = $1 AND every.object = $2 AND every.survivor_id = named.survivor_id
  ORDER BY every.merged_id`;
