import type { Migration } from '@platform/database';

/** Who may come in: workspaces and their members, apps and their installations, keys and OAuth records. */
export const access: Migration = {
  name: 'Access1795000000002',
  statements: [
    `CREATE TABLE workspaces (
      id uuid NOT NULL,
      name text NOT NULL,
      locale text NOT NULL,
      currency text NOT NULL,
      time_zone text NOT NULL,
      country text,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (id)
    )`,
    `CREATE TABLE users (
      id uuid NOT NULL,
      email text NOT NULL,
      name text NOT NULL,
      password_hash text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT users_email_unique UNIQUE (email)
    )`,
    `CREATE TABLE members (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      user_id uuid NOT NULL,
      name text NOT NULL,
      email text NOT NULL,
      role text NOT NULL,
      state text NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, id),
      CONSTRAINT members_user_unique UNIQUE (workspace_id, user_id),
      CONSTRAINT members_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
      CONSTRAINT members_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
    `CREATE TABLE apps (
      id uuid NOT NULL,
      client_id text NOT NULL,
      name text NOT NULL,
      kind text NOT NULL,
      client_secret_hash bytea,
      token_endpoint_auth_method text NOT NULL,
      jwks jsonb,
      scopes text[] NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT apps_client_id_unique UNIQUE (client_id)
    )`,
    `CREATE TABLE installations (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      app_id uuid NOT NULL,
      scopes text[] NOT NULL,
      state text NOT NULL,
      epoch integer NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (workspace_id, id),
      CONSTRAINT installations_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
      CONSTRAINT installations_app_fk FOREIGN KEY (app_id) REFERENCES apps (id)
    )`,
    `CREATE UNIQUE INDEX installations_app_unique ON installations (workspace_id, app_id)
      WHERE state <> 'uninstalled'`,
    `CREATE TABLE installation_lookups (
      id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      app_id uuid NOT NULL,
      scopes text[] NOT NULL,
      state text NOT NULL,
      epoch integer NOT NULL,
      PRIMARY KEY (id)
    )`,
    'CREATE INDEX installation_lookups_app ON installation_lookups (app_id)',
    `CREATE TABLE access_keys (
      id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      installation_id uuid,
      member_id uuid,
      kind text NOT NULL,
      token_hash bytea NOT NULL,
      name text NOT NULL,
      scopes text[] NOT NULL,
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz,
      last_used_at timestamptz,
      created_at timestamptz NOT NULL,
      created_by jsonb NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT access_keys_token_hash_unique UNIQUE (token_hash)
    )`,
    `CREATE TABLE oidc_records (
      model text NOT NULL,
      id_hash bytea NOT NULL,
      payload jsonb NOT NULL,
      grant_hash bytea,
      uid_hash bytea,
      installation_id uuid,
      installation_epoch integer,
      consumed_at timestamptz,
      expires_at timestamptz,
      PRIMARY KEY (model, id_hash)
    )`,
    'CREATE INDEX oidc_records_grant ON oidc_records (grant_hash) WHERE grant_hash IS NOT NULL',
    'CREATE INDEX oidc_records_uid ON oidc_records (uid_hash) WHERE uid_hash IS NOT NULL',
    'CREATE INDEX oidc_records_expires_at ON oidc_records (expires_at)',
    `CREATE TABLE signing_keys (
      kid text NOT NULL,
      alg text NOT NULL,
      private_jwk text NOT NULL,
      created_at timestamptz NOT NULL,
      retired_at timestamptz,
      PRIMARY KEY (kid)
    )`,
    'CREATE UNIQUE INDEX signing_keys_current_unique ON signing_keys (alg) WHERE retired_at IS NULL',
  ],
};
