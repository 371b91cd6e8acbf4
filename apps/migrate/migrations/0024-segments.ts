import type { Migration } from '@platform/database';

const listIndex = (column: string): string =>
  `CREATE INDEX segments_by_${column} ON segments (workspace_id, ${column}, id) WHERE deleted_at IS NULL`;

/** Filters that are kept under a name, and which of them stand in others. */
export const segments: Migration = {
  name: 'Segments1795000000024',
  statements: [
    `CREATE TABLE segments (
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
      object text NOT NULL,
      description text,
      filter text NOT NULL,
      CONSTRAINT segments_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT segments_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    listIndex('created_at'),
    listIndex('updated_at'),
    `CREATE INDEX segments_by_name ON segments
      (workspace_id, (left(folded ->> 'name', 100)) COLLATE "C", id) WHERE deleted_at IS NULL`,
    'CREATE INDEX segments_not_folded ON segments (workspace_id, id) WHERE search_text IS NULL',
    'CREATE INDEX segments_deleted ON segments (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL',
    `CREATE TABLE segment_uses (
      workspace_id uuid NOT NULL,
      used_id uuid NOT NULL,
      segment_id uuid NOT NULL,
      CONSTRAINT segment_uses_pkey PRIMARY KEY (workspace_id, used_id, segment_id),
      CONSTRAINT segment_uses_segment_fk FOREIGN KEY (workspace_id, segment_id)
        REFERENCES segments (workspace_id, id) ON DELETE CASCADE)`,
    'CREATE INDEX segment_uses_of_segment ON segment_uses (workspace_id, segment_id)',
  ],
};
