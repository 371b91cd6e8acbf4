import type { Migration } from '@platform/database';

/** What every record table starts with. */
const RECORD = `
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
  external_ids jsonb NOT NULL,
  links jsonb NOT NULL`;

const key = (table: string): string => `
  CONSTRAINT ${table}_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT ${table}_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id)`;

const recordIndexes = (table: string): string[] => [
  `CREATE INDEX ${table}_deleted ON ${table} (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL`,
  listIndex(table, 'created_at'),
  listIndex(table, 'updated_at'),
];

/** The index of each list: the rows that are not deleted, in its order. */
const listIndex = (table: string, column: string): string =>
  `CREATE INDEX ${table}_by_${column} ON ${table} (workspace_id, ${column}, id) WHERE deleted_at IS NULL`;

/** Activities and notes, and what finds them from the records that they belong to. */
export const activities: Migration = {
  name: 'Activities1795000000019',
  statements: [
    `CREATE TABLE activities (${RECORD},
      owner_id uuid,
      type text NOT NULL,
      subject text NOT NULL,
      description text,
      direction text,
      due_at timestamptz,
      starts_at timestamptz,
      ends_at timestamptz,
      done boolean NOT NULL,
      done_at timestamptz,
      outcome text,
      priority text NOT NULL,
      duration_seconds integer,
      ${key('activities')},
      CONSTRAINT activities_owner_id_fk FOREIGN KEY (workspace_id, owner_id) REFERENCES members (workspace_id, id))`,
    ...recordIndexes('activities'),
    listIndex('activities', 'due_at'),
    listIndex('activities', 'done_at'),
    listIndex('activities', 'starts_at'),
    'CREATE INDEX activities_of_owner_id ON activities (workspace_id, owner_id, created_at, id)',
    // What is still to be done is a small part of all.
    'CREATE INDEX activities_planned ON activities (workspace_id, owner_id, due_at, id) WHERE NOT done AND deleted_at IS NULL',
    'CREATE INDEX activities_search ON activities USING gin (workspace_id, search_text gin_trgm_ops)',
    `CREATE TABLE notes (${RECORD},
      text text NOT NULL,
      pinned boolean NOT NULL,
      written_at timestamptz NOT NULL,
      ${key('notes')})`,
    ...recordIndexes('notes'),
    listIndex('notes', 'written_at'),
    `CREATE TABLE record_links (
      workspace_id uuid NOT NULL,
      record_id uuid NOT NULL,
      object text NOT NULL,
      at timestamptz NOT NULL,
      thing_id uuid NOT NULL,
      done boolean,
      due_at timestamptz,
      CONSTRAINT record_links_pkey PRIMARY KEY (workspace_id, record_id, object, at, thing_id))`,
    'CREATE INDEX record_links_planned ON record_links (workspace_id, record_id, object, due_at) WHERE NOT done',
  ],
};
