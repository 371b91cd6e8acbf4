import type { Database } from '@platform/database';
import { eraseEvents } from '@platform/events';
import type { FileStore } from '@platform/files';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a deleted file can be restored, and bytes without a file are kept in case a database comes back from a backup. */
const KEPT_DAYS = 30;
/** No upload takes longer. */
const UNFINISHED_DAYS = 1;
const AT_ONCE = 500;

/** Forgets deleted files, and removes the bytes that no file has. */
export class FileUpkeep {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  /** Answers whether there may be more to do at once. */
  async step(now: Date): Promise<boolean> {
    const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    const gone = await this.database.sql<Gone>('files.forget', FORGET, [before, AT_ONCE]);
    for (const [workspaceId, files] of Map.groupBy(gone, ({ workspace_id: of }) => of)) {
      await eraseEvents(
        this.database,
        workspaceId,
        files.map(({ id }) => id),
        now,
      );
    }
    for (const { workspace_id, id } of gone) await this.store.remove({ workspaceId: workspace_id, id });
    if (gone.length === AT_ONCE) return true;
    await this.store.removeUnfinished(new Date(now.getTime() - UNFINISHED_DAYS * DAY_MS));
    await this.removeOrphans(before);
    return false;
  }

  private async removeOrphans(before: Date): Promise<void> {
    for await (const { workspaceId, id, storedAt } of this.store.all()) {
      if (storedAt >= before) continue;
      const rows = await this.database.sql('files.exists', EXISTS, [workspaceId, id]);
      if (rows.length === 0) await this.store.remove({ workspaceId, id });
    }
  }
}

interface Gone {
  readonly workspace_id: string;
  readonly id: string;
}

/** Across workspaces; deleted files have no links any more. Asks twice: one may be restored between the look and the removal. */
const FORGET = `
  DELETE FROM files WHERE (workspace_id, id) IN (
    SELECT workspace_id, id FROM files WHERE deleted_at < $1 LIMIT $2
  ) AND deleted_at < $1 RETURNING workspace_id, id`;

const EXISTS = 'SELECT 1 FROM files WHERE workspace_id = $1 AND id = $2';
