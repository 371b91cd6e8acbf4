import type { Migration } from '@platform/database';

/** Work that outlives its request: what it is, how far it came, what became of each record, and who does it now. */
export const jobs: Migration = {
  name: 'Jobs1795000000008',
  statements: [
    `CREATE TABLE jobs (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      kind text NOT NULL,
      object text NOT NULL,
      state text NOT NULL,
      input jsonb NOT NULL,
      principal jsonb NOT NULL,
      request_id text NOT NULL,
      position uuid,
      progress jsonb NOT NULL,
      failures integer NOT NULL,
      created_at timestamptz NOT NULL,
      started_at timestamptz,
      finished_at timestamptz,
      CONSTRAINT jobs_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT jobs_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE TABLE job_results (
      workspace_id uuid NOT NULL,
      job_id uuid NOT NULL,
      id uuid NOT NULL,
      status smallint NOT NULL,
      result text,
      problem jsonb,
      CONSTRAINT job_results_pkey PRIMARY KEY (workspace_id, job_id, id),
      CONSTRAINT job_results_job_fk FOREIGN KEY (workspace_id, job_id) REFERENCES jobs (workspace_id, id) ON DELETE CASCADE)`,
    `CREATE TABLE job_queue (
      job_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      due_at timestamptz NOT NULL,
      CONSTRAINT job_queue_pkey PRIMARY KEY (job_id))`,
    'CREATE INDEX job_queue_by_due ON job_queue (due_at)',
  ],
};
