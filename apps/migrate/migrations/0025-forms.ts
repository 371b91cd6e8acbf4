import type { Migration } from '@platform/database';

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
      search_text text`;

const recordIndexes = (table: string): string[] => [
  `CREATE INDEX ${table}_not_folded ON ${table} (workspace_id, id) WHERE search_text IS NULL`,
  `CREATE INDEX ${table}_deleted ON ${table} (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL`,
];

/** Web forms, every version of what they asked, and what was sent with them. */
export const forms: Migration = {
  name: 'Forms1795000000025',
  statements: [
    `CREATE TABLE forms (${RECORD},
      name text NOT NULL,
      object text NOT NULL,
      fields jsonb NOT NULL,
      pipeline_id uuid,
      stage_id uuid,
      owner_id uuid,
      source text NOT NULL,
      consent jsonb,
      success_message text,
      redirect_url text,
      allowed_origins jsonb NOT NULL,
      is_active boolean NOT NULL,
      limit_per_hour integer NOT NULL,
      limit_per_address integer NOT NULL,
      definition_version integer NOT NULL,
      CONSTRAINT forms_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT forms_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
      CONSTRAINT forms_owner_id_fk FOREIGN KEY (workspace_id, owner_id) REFERENCES members (workspace_id, id))`,
    'CREATE INDEX forms_by_created_at ON forms (workspace_id, created_at, id) WHERE deleted_at IS NULL',
    'CREATE INDEX forms_by_updated_at ON forms (workspace_id, updated_at, id) WHERE deleted_at IS NULL',
    `CREATE INDEX forms_by_name ON forms
      (workspace_id, (left(folded ->> 'name', 100)) COLLATE "C", id) WHERE deleted_at IS NULL`,
    ...recordIndexes('forms'),
    // No key to forms: a version is stored by the rules of the form, before the form itself.
    `CREATE TABLE form_versions (
      workspace_id uuid NOT NULL,
      form_id uuid NOT NULL,
      number integer NOT NULL,
      definition jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      created_by jsonb NOT NULL,
      CONSTRAINT form_versions_pkey PRIMARY KEY (workspace_id, form_id, number),
      CONSTRAINT form_versions_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE TABLE form_lookups (
      form_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      CONSTRAINT form_lookups_pkey PRIMARY KEY (form_id))`,
    `CREATE TABLE form_submissions (${RECORD},
      form_id uuid NOT NULL,
      form_version integer NOT NULL,
      state text NOT NULL,
      "values" jsonb NOT NULL,
      page text,
      referrer text,
      utm jsonb,
      consent jsonb,
      suspicions jsonb NOT NULL,
      problem jsonb,
      lead_id uuid,
      mapped_at timestamptz,
      address text NOT NULL,
      user_agent text,
      CONSTRAINT form_submissions_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT form_submissions_version_fk FOREIGN KEY (workspace_id, form_id, form_version)
        REFERENCES form_versions (workspace_id, form_id, number),
      CONSTRAINT form_submissions_lead_fk FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id))`,
    `CREATE INDEX form_submissions_by_created_at ON form_submissions (workspace_id, form_id, created_at, id)
      WHERE deleted_at IS NULL`,
    `CREATE INDEX form_submissions_by_updated_at ON form_submissions (workspace_id, form_id, updated_at, id)
      WHERE deleted_at IS NULL`,
    `CREATE INDEX form_submissions_of_address ON form_submissions (workspace_id, form_id, address, created_at)`,
    `CREATE INDEX form_submissions_of_lead ON form_submissions (workspace_id, lead_id) WHERE lead_id IS NOT NULL`,
    ...recordIndexes('form_submissions'),
    `CREATE TABLE form_queue (
      submission_id uuid NOT NULL,
      workspace_id uuid NOT NULL,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL,
      CONSTRAINT form_queue_pkey PRIMARY KEY (submission_id))`,
    'CREATE INDEX form_queue_by_due ON form_queue (due_at)',
  ],
};
