import type { Migration } from '@platform/database';

/** What credentials asked and how they were answered, by day. Each index is for one thing that the log is searched by. */
export const requestLog: Migration = {
  name: 'RequestLog1795000000051',
  statements: [
    `CREATE TABLE request_log (
      day date NOT NULL,
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      answered_at timestamptz NOT NULL,
      duration_us integer NOT NULL,
      method text NOT NULL,
      route text,
      path text NOT NULL,
      query text,
      status smallint NOT NULL,
      status_class smallint NOT NULL,
      problem text,
      principal text NOT NULL,
      key_id uuid,
      member_id uuid,
      installation_id uuid,
      request_id text NOT NULL,
      address text,
      user_agent text,
      request_head text,
      answer_head text,
      sample_rate integer NOT NULL,
      CONSTRAINT request_log_pkey PRIMARY KEY (workspace_id, day, id)
    ) PARTITION BY RANGE (day)`,
    'CREATE INDEX request_log_by_method ON request_log (workspace_id, method, day, id)',
    'CREATE INDEX request_log_by_status ON request_log (workspace_id, status_class, day, id)',
    'CREATE INDEX request_log_by_route ON request_log (workspace_id, route, day, id)',
    'CREATE INDEX request_log_by_path ON request_log (workspace_id, path, day, id)',
    'CREATE INDEX request_log_by_request ON request_log (workspace_id, request_id, day, id)',
    ...['key_id', 'member_id', 'installation_id', 'problem'].map(
      (column) =>
        `CREATE INDEX request_log_by_${column} ON request_log (workspace_id, ${column}, day, id) WHERE ${column} IS NOT NULL`,
    ),
  ],
};
