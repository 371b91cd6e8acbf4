import type { Migration } from '@platform/database';

/** People sign in to apps: where an app may send them back to, what it says of itself, and tokens that act for a member. */
export const oauthUsers: Migration = {
  name: 'OauthUsers1795000000035',
  statements: [
    `ALTER TABLE apps
       ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}',
       ADD COLUMN optional_scopes text[] NOT NULL DEFAULT '{}',
       ADD COLUMN scope_reasons jsonb NOT NULL DEFAULT '{}',
       ADD COLUMN field_access jsonb NOT NULL DEFAULT '{}',
       ADD COLUMN publisher text`,
    'CREATE INDEX installation_lookups_of_workspace ON installation_lookups (workspace_id, app_id)',
    'ALTER TABLE oidc_records ADD COLUMN member_id uuid',
    'CREATE INDEX oidc_records_member ON oidc_records (member_id) WHERE member_id IS NOT NULL',
    'ALTER TABLE signing_keys ADD COLUMN activates_at timestamptz',
    'UPDATE signing_keys SET activates_at = created_at',
    'ALTER TABLE signing_keys ALTER COLUMN activates_at SET NOT NULL',
    `INSERT INTO apps (id, client_id, name, kind, token_endpoint_auth_method, scopes, publisher, created_at)
       VALUES ('01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f61', 'dealwright-cli', 'Dealwright CLI', 'first_party', 'none', '{}',
         'Dealwright', '2026-11-29T00:00:00Z')`,
  ],
};
