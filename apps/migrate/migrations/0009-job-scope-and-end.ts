import type { Migration } from '@platform/database';

/** Which right a job needs, why one failed, and the indexes for removing old ones and for a workspace's turn among others. */
export const jobScopeAndEnd: Migration = {
  name: 'JobScopeAndEnd1795000000009',
  statements: [
    'ALTER TABLE jobs ADD COLUMN scope text',
    `ALTER TABLE jobs
      ALTER COLUMN scope TYPE text
        USING CASE object WHEN 'company' THEN 'companies' ELSE object || 's' END || ':write',
      ALTER COLUMN progress TYPE jsonb
        USING progress || jsonb_build_object('total', progress -> 'processed')`,
    'ALTER TABLE jobs ALTER COLUMN scope SET NOT NULL',
    'ALTER TABLE jobs ADD COLUMN problem jsonb',
    'CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL',
    'CREATE INDEX job_queue_of_workspace ON job_queue (workspace_id, job_id)',
  ],
};
