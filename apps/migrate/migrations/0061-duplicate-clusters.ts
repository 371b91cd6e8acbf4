import type { Migration } from '@platform/database';

/** Records that may be the same, in pairs and in clusters, and what was said of them. */
export const duplicateClusters: Migration = {
  name: 'DuplicateClusters1795000000061',
  statements: [
    `CREATE TABLE duplicate_clusters (
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
      object text NOT NULL,
      state text NOT NULL,
      size integer NOT NULL,
      score numeric NOT NULL,
      is_full boolean NOT NULL,
      record_ids jsonb NOT NULL,
      CONSTRAINT duplicate_clusters_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT duplicate_clusters_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    ...['created_at', 'updated_at', 'score', 'size'].map(
      (column) =>
        `CREATE INDEX duplicate_clusters_by_${column} ON duplicate_clusters (workspace_id, ${column}, id) WHERE deleted_at IS NULL`,
    ),
    'CREATE INDEX duplicate_clusters_not_folded ON duplicate_clusters (workspace_id, id) WHERE search_text IS NULL',
    'CREATE INDEX duplicate_clusters_deleted ON duplicate_clusters (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL',
    `CREATE TABLE duplicate_cluster_members (
      workspace_id uuid NOT NULL,
      cluster_id uuid NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT duplicate_cluster_members_pkey PRIMARY KEY (workspace_id, cluster_id, record_id))`,
    `CREATE INDEX duplicate_cluster_members_by_record
      ON duplicate_cluster_members (workspace_id, record_id, cluster_id)`,
    `CREATE TABLE duplicate_pairs (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      low_id uuid NOT NULL,
      high_id uuid NOT NULL,
      score numeric NOT NULL,
      CONSTRAINT duplicate_pairs_pkey PRIMARY KEY (workspace_id, object, low_id, high_id))`,
    'CREATE INDEX duplicate_pairs_by_high ON duplicate_pairs (workspace_id, object, high_id, low_id)',
    `CREATE TABLE duplicate_dismissals (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      low_id uuid NOT NULL,
      high_id uuid NOT NULL,
      dismissed_at timestamptz NOT NULL,
      dismissed_by jsonb NOT NULL,
      CONSTRAINT duplicate_dismissals_pkey PRIMARY KEY (workspace_id, object, low_id, high_id))`,
    'CREATE INDEX duplicate_dismissals_by_high ON duplicate_dismissals (workspace_id, object, high_id, low_id)',
    `CREATE TABLE duplicate_scans (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      job_id uuid,
      started_at timestamptz NOT NULL,
      finished_at timestamptz,
      phase text NOT NULL,
      after_low uuid,
      after_high uuid,
      after_key text NOT NULL,
      common_keys integer NOT NULL,
      CONSTRAINT duplicate_scans_pkey PRIMARY KEY (workspace_id, object))`,
    `CREATE TABLE duplicate_follower (
      shard smallint NOT NULL,
      pos bigint NOT NULL,
      day date NOT NULL,
      CONSTRAINT duplicate_follower_pkey PRIMARY KEY (shard))`,
    'INSERT INTO duplicate_follower (shard, pos, day) SELECT shard, pos, day FROM shards',
  ],
};
