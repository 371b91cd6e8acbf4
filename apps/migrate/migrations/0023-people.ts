import type { Migration } from '@platform/database';

/** Invited members, teams, and how a workspace writes the names of persons. */
export const people: Migration = {
  name: 'People1795000000023',
  statements: [
    // Whoever is invited has no account yet.
    'ALTER TABLE members ALTER COLUMN user_id DROP NOT NULL',
    'CREATE UNIQUE INDEX members_email_unique ON members (workspace_id, email)',
    'CREATE INDEX members_by_state ON members (workspace_id, state, id)',
    `CREATE TABLE teams (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      name text NOT NULL,
      member_ids uuid[] NOT NULL,
      lead_id uuid,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CONSTRAINT teams_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT teams_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
      CONSTRAINT teams_lead_fk FOREIGN KEY (workspace_id, lead_id) REFERENCES members (workspace_id, id))`,
    'CREATE UNIQUE INDEX teams_name_unique ON teams (workspace_id, lower(name))',
    `CREATE TABLE team_members (
      workspace_id uuid NOT NULL,
      member_id uuid NOT NULL,
      team_id uuid NOT NULL,
      CONSTRAINT team_members_pkey PRIMARY KEY (workspace_id, member_id, team_id),
      CONSTRAINT team_members_member_fk FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id),
      CONSTRAINT team_members_team_fk FOREIGN KEY (workspace_id, team_id) REFERENCES teams (workspace_id, id) ON DELETE CASCADE)`,
    'CREATE INDEX team_members_of_team ON team_members (workspace_id, team_id)',
    `ALTER TABLE workspaces ADD COLUMN contact_name_format text NOT NULL
      DEFAULT '{first_name} {middle_name} {last_name}', ADD COLUMN updated_at timestamptz`,
    'UPDATE workspaces SET updated_at = created_at',
    `ALTER TABLE workspaces ALTER COLUMN updated_at SET NOT NULL`,
    `ALTER TABLE workspaces ALTER COLUMN contact_name_format DROP DEFAULT`,
  ],
};
