import type { Migration } from '@platform/database';

/** Apps have manifests in immutable versions, and installations a life cycle. */
export const appVersions: Migration = {
  name: 'AppVersions1795000000037',
  statements: [
    `ALTER TABLE apps
       ADD COLUMN key text,
       ADD COLUMN owner_workspace_id uuid,
       ADD COLUMN version_id uuid,
       ADD COLUMN categories text[] NOT NULL DEFAULT '{}',
       ADD COLUMN search_text text NOT NULL DEFAULT '',
       ADD COLUMN review_state text NOT NULL DEFAULT 'draft',
       ADD COLUMN review_reason text,
       ADD COLUMN submitted_at timestamptz,
       ADD COLUMN reviewed_at timestamptz,
       ADD COLUMN previous_client_secret_hash bytea,
       ADD COLUMN previous_client_secret_expires_at timestamptz,
       ADD COLUMN signing_secret text,
       ADD COLUMN previous_signing_secret text,
       ADD COLUMN previous_signing_secret_expires_at timestamptz,
       ADD COLUMN revision integer NOT NULL DEFAULT 1,
       ADD COLUMN updated_at timestamptz,
       ADD CONSTRAINT apps_owner_fk FOREIGN KEY (owner_workspace_id) REFERENCES workspaces (id)`,
    '/* migration */ UPDATE apps SET updated_at = created_at',
    'ALTER TABLE apps ALTER COLUMN updated_at SET NOT NULL',
    `/* migration */ UPDATE apps SET owner_workspace_id = lookup.workspace_id
       FROM installation_lookups AS lookup WHERE lookup.app_id = apps.id AND apps.kind = 'private'`,
    'CREATE UNIQUE INDEX apps_own_key_unique ON apps (owner_workspace_id, key) WHERE key IS NOT NULL',
    `CREATE UNIQUE INDEX apps_marketplace_key_unique ON apps (key) WHERE kind = 'marketplace'`,
    'CREATE INDEX apps_of_owner ON apps (owner_workspace_id, id)',
    `CREATE TABLE app_versions (
      id uuid NOT NULL,
      app_id uuid NOT NULL,
      version text NOT NULL,
      manifest jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      created_by jsonb NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT app_versions_version_unique UNIQUE (app_id, version),
      CONSTRAINT app_versions_app_fk FOREIGN KEY (app_id) REFERENCES apps (id)
    )`,
    `ALTER TABLE installations
       ADD COLUMN app_key text,
       ADD COLUMN app_name text NOT NULL DEFAULT '',
       ADD COLUMN app_version text,
       ADD COLUMN pending_scopes text[] NOT NULL DEFAULT '{}',
       ADD COLUMN field_access jsonb NOT NULL DEFAULT '{}',
       ADD COLUMN pending_field_access jsonb NOT NULL DEFAULT '{}',
       ADD COLUMN unanswered_checks text NOT NULL DEFAULT 'warn',
       ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
       ADD COLUMN secret_settings text,
       ADD COLUMN settings_changed_at timestamptz,
       ADD COLUMN ready_at timestamptz,
       ADD COLUMN requested_at timestamptz,
       ADD COLUMN requested_by jsonb,
       ADD COLUMN request_reason text,
       ADD COLUMN state_reason text,
       ADD COLUMN installed_at timestamptz,
       ADD COLUMN installed_by jsonb,
       ADD COLUMN uninstalled_at timestamptz,
       ADD COLUMN deletes_data boolean NOT NULL DEFAULT false,
       ADD COLUMN redact_at timestamptz,
       ADD COLUMN redacted_at timestamptz,
       ADD COLUMN redaction_acknowledged_at timestamptz,
       ADD COLUMN updated_at timestamptz`,
    `/* migration */ UPDATE installations SET app_name = apps.name,
       updated_at = installations.created_at, installed_at = installations.created_at
       FROM apps WHERE apps.id = installations.app_id`,
    'ALTER TABLE installations ALTER COLUMN updated_at SET NOT NULL',
    'DROP INDEX installations_app_unique',
    `CREATE UNIQUE INDEX installations_app_unique ON installations (workspace_id, app_id)
       WHERE state IN ('pending_setup', 'active', 'suspended')`,
    `CREATE UNIQUE INDEX installations_request_unique ON installations (workspace_id, app_id)
       WHERE state = 'requested'`,
    `ALTER TABLE installation_lookups
       ADD COLUMN app_revision integer NOT NULL DEFAULT 1,
       ADD COLUMN redact_at timestamptz`,
    `CREATE INDEX installation_lookups_redact_at ON installation_lookups (redact_at) WHERE redact_at IS NOT NULL`,
    `ALTER TABLE webhook_endpoints
       ADD COLUMN installation_id uuid,
       ADD COLUMN purpose text,
       ADD CONSTRAINT webhook_endpoints_installation_fk
         FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id)`,
    `CREATE INDEX webhook_endpoints_of_installation ON webhook_endpoints (workspace_id, installation_id)
       WHERE installation_id IS NOT NULL`,
    `CREATE INDEX oidc_records_installation ON oidc_records (installation_id) WHERE installation_id IS NOT NULL`,
    'ALTER TABLE fields ADD COLUMN read_only boolean NOT NULL DEFAULT false',
    `CREATE TABLE app_calls (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      installation_id uuid NOT NULL,
      slot text NOT NULL,
      outcome text NOT NULL,
      status smallint,
      error text,
      duration_ms integer NOT NULL,
      drafts smallint NOT NULL,
      refused smallint NOT NULL,
      request_id text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, id),
      CONSTRAINT app_calls_installation_fk
        FOREIGN KEY (workspace_id, installation_id) REFERENCES installations (workspace_id, id)
    )`,
    'CREATE INDEX app_calls_of_installation ON app_calls (workspace_id, installation_id, id)',
    'CREATE INDEX app_calls_created_at ON app_calls (workspace_id, created_at)',
  ],
};
