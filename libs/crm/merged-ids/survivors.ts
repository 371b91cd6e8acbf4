import type { Sql } from '@platform/database';

import type { MergedObject } from './merged-objects';
import type { Redirect } from './redirects';

/** The records that answer for those of the ids that were merged, by merged id: nothing of an id that is a record's own. */
export async function survivorsOf(
  sql: Sql,
  workspaceId: string,
  object: MergedObject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return NONE;
  const rows = await sql.sql<Redirect>(
    'merged_ids.survivors',
    'SELECT merged_id, survivor_id FROM merged_ids WHERE workspace_id = $1 AND object = $2 AND merged_id = ANY($3)',
    [workspaceId, object, ids],
  );
  return new Map(rows.map(({ merged_id, survivor_id }) => [merged_id, survivor_id]));
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The ids that each of these records answers for beside its own; nothing of one that none was merged into. */
export async function idsMergedInto(
  sql: Sql,
  workspaceId: string,
  object: MergedObject,
  survivorIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (survivorIds.length === 0) return new Map();
  const rows = await sql.sql<Redirect>(
    'merged_ids.merged_into',
    'SELECT merged_id, survivor_id FROM merged_ids WHERE workspace_id = $1 AND object = $2 AND survivor_id = ANY($3)',
    [workspaceId, object, survivorIds],
  );
  const groups = Map.groupBy(rows, ({ survivor_id }) => survivor_id);
  return new Map([...groups].map(([id, merged]) => [id, merged.map(({ merged_id }) => merged_id)]));
}
