import type { Migration } from '@platform/database';

const CUSTOMIZABLE = ['leads', 'deals', 'contacts', 'companies'];

/** A value of an indexed field: found by its record, and in order by its value. */
const values = (table: string, type: string): string[] => [
  `CREATE TABLE ${table} (
    workspace_id uuid NOT NULL,
    record_id uuid NOT NULL,
    field_number integer NOT NULL,
    value ${type} NOT NULL,
    CONSTRAINT ${table}_pkey PRIMARY KEY (workspace_id, record_id, field_number, value))`,
  `CREATE INDEX ${table}_by_value ON ${table} (workspace_id, field_number, value, record_id)`,
];

/** Fields that a workspace gives to its leads, deals, contacts and companies, and the values that lists are found by. */
export const customFields: Migration = {
  name: 'CustomFields1795000000013',
  statements: [
    `CREATE TABLE field_versions (
      workspace_id uuid NOT NULL,
      version uuid NOT NULL,
      last_number integer NOT NULL,
      CONSTRAINT field_versions_pkey PRIMARY KEY (workspace_id),
      CONSTRAINT field_versions_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE TABLE fields (
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
      standard boolean NOT NULL,
      key text NOT NULL,
      number integer,
      name text,
      type text,
      multiple boolean NOT NULL,
      required boolean NOT NULL,
      "unique" boolean NOT NULL,
      indexed boolean NOT NULL,
      index_ready boolean NOT NULL,
      hidden boolean NOT NULL,
      "group" text,
      position integer NOT NULL,
      help_text text,
      default_value jsonb,
      min text,
      max text,
      min_length integer,
      max_length integer,
      pattern text,
      options jsonb NOT NULL,
      target text,
      walked_to uuid,
      CONSTRAINT fields_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT fields_key_unique UNIQUE (workspace_id, object, standard, key),
      CONSTRAINT fields_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    'CREATE INDEX fields_to_index ON fields (workspace_id, id) WHERE indexed AND NOT index_ready',
    'CREATE INDEX fields_not_folded ON fields (workspace_id, id) WHERE search_text IS NULL',
    'CREATE INDEX fields_deleted ON fields (deleted_at) WHERE deleted_at IS NOT NULL',
    ...CUSTOMIZABLE.map(
      (table) => `ALTER TABLE ${table} ADD COLUMN custom_fields jsonb NOT NULL DEFAULT '{}'`,
    ),
    ...values('custom_texts', 'text COLLATE "C"'),
    ...values('custom_numbers', 'numeric'),
    `CREATE TABLE custom_uniques (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      field_number text NOT NULL,
      value text NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT custom_uniques_pkey PRIMARY KEY (workspace_id, object, field_number, value))`,
  ],
};
