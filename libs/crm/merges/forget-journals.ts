import type { Database } from '@platform/database';

import { forgetLinks, undoableSince } from './merge-journal';

const AT_ONCE = 100;

/** Removes what undos need of merges that cannot be undone any more; the merges stay. Answers whether there may be more. */
export function forgetJournals(database: Database, now: Date): Promise<boolean> {
  return database.transaction(async (tx) => {
    const old = await tx.sql<{ workspace_id: string; id: string }>('merges.forget', FORGET, [
      undoableSince(now),
      AT_ONCE,
    ]);
    for (const [workspaceId, merges] of Map.groupBy(old, ({ workspace_id }) => workspace_id))
      await forgetLinks(tx, workspaceId, merges);
    return old.length === AT_ONCE;
  });
}

/** Across workspaces. */
const FORGET = `
  UPDATE merges SET journal = NULL WHERE journal IS NOT NULL AND (workspace_id, id) IN (
    SELECT workspace_id, id FROM merges WHERE merged_at < $1 AND journal IS NOT NULL LIMIT $2)
  RETURNING workspace_id, id`;
