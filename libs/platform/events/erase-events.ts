import type { Sql } from '@platform/database';

/**
 * Takes away what the events of some things (by their stored ids) told of them, for good, and answers how many told anything. That
 * something happened, when and by whom stays.
 */
export async function eraseEvents(
  sql: Sql,
  workspaceId: string,
  objectIds: readonly string[],
  now: Date,
): Promise<number> {
  const [row] = await sql.sql<{ erased: number }>('events.erase', ERASE, [workspaceId, objectIds, now]);
  return row?.erased ?? 0;
}

/** Of the data only the public id of the thing is left. */
const ERASE = `
  WITH erased AS (
    UPDATE events SET erased_at = $3, data = json_build_object(
      'object', json_build_object('id', data::json #> '{object,id}'), 'changes', json_build_object())::text
    WHERE workspace_id = $1 AND object_id = ANY ($2::uuid[]) AND erased_at IS NULL
    RETURNING 1
  )
  SELECT count(*)::int AS erased FROM erased`;
