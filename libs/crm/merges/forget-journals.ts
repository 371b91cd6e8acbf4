import type { Database } from '@platform/database';

import { UNDOABLE_MS } from './merge-journal';

const AT_ONCE = 100;

/** Removes what undos need of merges that cannot be undone any more; the merges stay. Answers whether there may be more. */
export function forgetJournals(database: Database, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - UNDOABLE_MS);
  return database.transaction(async (tx) => {
    const old = await tx.sql<{ workspace_id: string; id: string }>('merges.forget', FORGET, [
      before,
      AT_ONCE,
    ]);
    for (const [workspaceId, merges] of Map.groupBy(old, ({ workspace_id }) => workspace_id))
      await tx.sql(
        'merges.forget_links',
        'DELETE FROM moved_links WHERE workspace_id = $1 AND merge_id = ANY($2::uuid[])',
        [workspaceId, merges.map(({ id }) => id)],
      );
    return old.length === AT_ONCE;
  });
}

/** Across workspaces. */
const FORGET = `
  UPDATE merges SET journal = NULL WHERE journal IS NOT NULL AND (workspace_id, id) IN (
    SELECT workspace_id, id FROM merges WHERE merged_at < $1 AND journal IS NOT NULL LIMIT $2)
  RETURNING workspace_id, id`;
