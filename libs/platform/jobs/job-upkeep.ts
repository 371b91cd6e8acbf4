import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import type { Found } from '@platform/events';

import type { Job } from './job.entities';

/** As long as events: what a job did can be looked up while its events can. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** How many results one statement removes: a job may have as many as there are records. */
const AT_ONCE = 1000;

/** Removes jobs that ended 30 days ago. */
@Injectable()
export class JobUpkeep {
  constructor(private readonly database: Database) {}

  /** Removes some results of one such job, or the job when it has none left; several workers may do so at once. */
  async removeSome(now: Date): Promise<Found> {
    const before = new Date(now.getTime() - KEPT_MS);
    const [old] = await this.database.sql<Pick<Job, 'workspace_id' | 'id'>>('jobs.oldest_ended', OLDEST, [
      before,
    ]);
    if (!old) return 'none';
    const { workspace_id: workspaceId, id } = old;
    const removed = await this.database.sql('jobs.remove_results', REMOVE_RESULTS, [
      workspaceId,
      id,
      AT_ONCE,
    ]);
    if (removed.length < AT_ONCE) await this.database.sql('jobs.remove', REMOVE, [workspaceId, id]);
    return 'all';
  }
}

/** Across workspaces, and by the time: the one index of the table that does not start with the workspace serves it. */
const OLDEST = 'SELECT workspace_id, id FROM jobs WHERE finished_at <= $1 ORDER BY finished_at LIMIT 1';

const REMOVE_RESULTS = `
  DELETE FROM job_results WHERE workspace_id = $1 AND job_id = $2 AND id IN (
    SELECT id FROM job_results WHERE workspace_id = $1 AND job_id = $2 ORDER BY id LIMIT $3
  ) RETURNING id`;

const REMOVE = 'DELETE FROM jobs WHERE workspace_id = $1 AND id = $2';
