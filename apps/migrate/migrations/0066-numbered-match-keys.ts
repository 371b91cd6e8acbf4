import type { Migration } from '@platform/database';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Keys are stored as numbers; records get theirs anew after the migrations. */
export const numberedMatchKeys: Migration = {
  name: 'NumberedMatchKeys1795000000066',
  statements: [
    'DROP TABLE match_keys',
    `CREATE TABLE match_keys (
      workspace_id uuid NOT NULL,
      key bigint NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT match_keys_pkey PRIMARY KEY (workspace_id, key, record_id))`,
    `/* migration */ INSERT INTO match_key_fills (workspace_id, object, after_id)
      SELECT w.id, kind.object, '${NO_ID}'
      FROM workspaces AS w CROSS JOIN (VALUES ('lead'), ('contact'), ('company'), ('deal')) AS kind (object)
      ON CONFLICT (workspace_id, object) DO UPDATE SET after_id = excluded.after_id`,
  ],
};
