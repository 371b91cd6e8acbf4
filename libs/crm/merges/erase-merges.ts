import type { Transaction } from '@platform/database';

import { forgetLinks } from './merge-journal';

/**
 * Takes out of the history of merges what the records were that have these ids, as an erasure of their events takes it out of the log: that
 * they were merged stays, and can be undone no more.
 */
export async function eraseMerges(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  const erased = await tx.sql<{ id: string }>('merges.erase', ERASE, [workspaceId, ids]);
  if (erased.length > 0) await forgetLinks(tx, workspaceId, erased);
}

const ERASE = `
  UPDATE merges SET journal = NULL, changes = '{}' WHERE workspace_id = $1 AND (survivor_id = ANY($2::uuid[])
    OR id IN (SELECT merge_id FROM merged_records WHERE workspace_id = $1 AND merged_id = ANY($2::uuid[])))
  RETURNING id`;
