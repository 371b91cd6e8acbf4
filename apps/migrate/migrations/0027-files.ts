import type { Migration } from '@platform/database';

/** Files on records: what is known of them. Their bytes are in a folder. */
export const files: Migration = {
  name: 'Files1795000000027',
  statements: [
    `CREATE TABLE files (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted_at timestamptz,
      created_by jsonb NOT NULL,
      updated_by jsonb NOT NULL,
      folded jsonb,
      search_text text,
      name text NOT NULL,
      links jsonb NOT NULL,
      size integer NOT NULL,
      content_type text NOT NULL,
      sha256 text NOT NULL,
      CONSTRAINT files_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT files_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    ...['created_at', 'updated_at'].map(
      (column) =>
        `CREATE INDEX files_by_${column} ON files (workspace_id, ${column}, id) WHERE deleted_at IS NULL`,
    ),
    `CREATE INDEX files_by_name ON files (workspace_id, (left(folded ->> 'name', 100)) COLLATE "C", id) WHERE deleted_at IS NULL`,
    'CREATE INDEX files_search ON files USING gin (workspace_id, search_text gin_trgm_ops)',
    'CREATE INDEX files_deleted ON files (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL',
  ],
};
