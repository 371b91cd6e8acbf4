import type { Migration } from '@platform/database';

/** Sessions of people, what is counted against guessing, and where a user is a member. */
export const signIn: Migration = {
  name: 'SignIn1795000000032',
  statements: [
    `ALTER TABLE users
       ALTER COLUMN password_hash DROP NOT NULL,
       ADD COLUMN language text,
       ADD COLUMN email_verified_at timestamptz`,
    `CREATE TABLE memberships (
      user_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      member_id uuid NOT NULL,
      PRIMARY KEY (user_id, workspace_id),
      CONSTRAINT memberships_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
      CONSTRAINT memberships_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
    )`,
    `/* migration */ INSERT INTO memberships (user_id, workspace_id, member_id)
       SELECT user_id, workspace_id, id FROM members WHERE state = 'active' AND user_id IS NOT NULL`,
    `CREATE TABLE sessions (
      id uuid NOT NULL,
      token_hash bytea NOT NULL,
      user_id uuid NOT NULL,
      is_pending boolean NOT NULL,
      methods text[] NOT NULL,
      address text NOT NULL,
      user_agent text,
      created_at timestamptz NOT NULL,
      authenticated_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT sessions_token_unique UNIQUE (token_hash),
      CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
    'CREATE INDEX sessions_of_user ON sessions (user_id, id)',
    'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',
    'CREATE INDEX sessions_by_use ON sessions (last_seen_at)',
    `CREATE TABLE sign_in_tries (
      subject bytea NOT NULL,
      tries integer NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (subject)
    )`,
    'CREATE INDEX sign_in_tries_by_expiry ON sign_in_tries (expires_at)',
  ],
};
