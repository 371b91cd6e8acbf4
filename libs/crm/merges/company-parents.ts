import type { Sql } from '@platform/database';

const MAX_LEVELS = 12;

/**
 * The company to which one belongs when some companies become one: the first above them all, from `start` on, so that nothing
 * comes to stand above itself.
 */
export async function parentAbove(
  sql: Sql,
  workspaceId: string,
  start: string | null,
  ones: ReadonlySet<string>,
): Promise<string | null> {
  let parent = start;
  let at = start;
  for (let level = 0; at !== null && level < MAX_LEVELS; level += 1) {
    const [row] = await sql.sql<{ parent_id: string | null }>('merges.parent', PARENT, [workspaceId, at]);
    const above = row?.parent_id ?? null;
    if (ones.has(at)) parent = above;
    at = above;
  }
  return parent;
}

const PARENT = 'SELECT parent_id FROM companies WHERE workspace_id = $1 AND id = $2';
