import type { Migration } from '@platform/database';

/** What leads, contacts, companies and deals are found by when duplicates are looked for. */
export const matchKeys: Migration = {
  name: 'MatchKeys1795000000053',
  statements: [
    `CREATE TABLE match_keys (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      key text NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT match_keys_pkey PRIMARY KEY (workspace_id, object, key, record_id))`,
    `CREATE TABLE match_key_fills (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      after_id uuid NOT NULL,
      CONSTRAINT match_key_fills_pkey PRIMARY KEY (workspace_id, object))`,
    `/* migration */ INSERT INTO match_key_fills (workspace_id, object, after_id)
      SELECT w.id, kind.object, '00000000-0000-0000-0000-000000000000'
      FROM workspaces AS w CROSS JOIN (VALUES ('lead'), ('contact'), ('company'), ('deal')) AS kind (object)`,
  ],
};
