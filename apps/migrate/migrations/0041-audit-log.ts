import type { Migration } from '@platform/database';

/** Who did what only few may do, each entry with the hash of the one before. */
export const auditLog: Migration = {
  name: 'AuditLog1795000000041',
  statements: [
    `CREATE TABLE audit_heads (
      workspace_id uuid NOT NULL,
      number bigint NOT NULL,
      hash text NOT NULL,
      occurred_at timestamptz NOT NULL,
      CONSTRAINT audit_heads_pkey PRIMARY KEY (workspace_id),
      CONSTRAINT audit_heads_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE TABLE audit_entries (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      number bigint NOT NULL,
      occurred_at timestamptz NOT NULL,
      action text NOT NULL,
      target_type text NOT NULL,
      target_id text NOT NULL,
      before text,
      after text,
      actor_type text NOT NULL,
      actor_id text,
      on_behalf_of jsonb,
      credential text,
      address text,
      user_agent text,
      request_id text NOT NULL,
      previous_hash text NOT NULL,
      hash text NOT NULL,
      CONSTRAINT audit_entries_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT audit_entries_number_unique UNIQUE (workspace_id, number),
      CONSTRAINT audit_entries_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    'CREATE INDEX audit_entries_by_time ON audit_entries (workspace_id, occurred_at, number)',
    ...['action', 'actor_id', 'target_id'].map(
      (column) =>
        `CREATE INDEX audit_entries_by_${column} ON audit_entries (workspace_id, ${column}, number)`,
    ),
  ],
};
