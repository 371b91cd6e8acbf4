import type { Migration } from '@platform/database';

/** Keys can be renamed, renewed with an overlap, and bound to addresses. */
export const keys: Migration = {
  name: 'Keys1795000000028',
  statements: [
    `ALTER TABLE access_keys
       ADD COLUMN version integer NOT NULL DEFAULT 1,
       ADD COLUMN updated_at timestamptz,
       ADD COLUMN rotated_at timestamptz,
       ADD COLUMN previous_token_hash bytea,
       ADD COLUMN previous_expires_at timestamptz,
       ADD COLUMN allowed_addresses text[] NOT NULL DEFAULT '{}'`,
    '/* migration */ UPDATE access_keys SET updated_at = created_at',
    'ALTER TABLE access_keys ALTER COLUMN updated_at SET NOT NULL',
    `CREATE UNIQUE INDEX access_keys_previous_token_hash ON access_keys (previous_token_hash)
       WHERE previous_token_hash IS NOT NULL`,
    'CREATE INDEX access_keys_of_workspace ON access_keys (workspace_id, id)',
  ],
};
