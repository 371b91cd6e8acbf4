import type { Migration } from '@platform/database';

const MADE_OF_LEADS = ['contacts', 'companies', 'deals'];

/** What leads become, what came of a lead, and how a conversion is undone. */
export const leadConversion: Migration = {
  name: 'LeadConversion1795000000022',
  statements: [
    'ALTER TABLE leads ADD COLUMN converted_at timestamptz, ADD COLUMN converted_to jsonb',
    'CREATE INDEX leads_of_converted_at ON leads (workspace_id, converted_at, id) WHERE converted_at IS NOT NULL',
    ...MADE_OF_LEADS.flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN lead_id uuid,
         ADD CONSTRAINT ${table}_lead_id_fk FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id)`,
      `CREATE INDEX ${table}_of_lead_id ON ${table} (workspace_id, lead_id, created_at, id) WHERE lead_id IS NOT NULL`,
    ]),
    `CREATE TABLE lead_conversions (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      lead_id uuid NOT NULL,
      converted_at timestamptz NOT NULL,
      converted_by jsonb NOT NULL,
      undone_at timestamptz,
      undone_by jsonb,
      journal jsonb NOT NULL,
      CONSTRAINT lead_conversions_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT lead_conversions_lead_id_fk FOREIGN KEY (workspace_id, lead_id) REFERENCES leads (workspace_id, id))`,
    'CREATE INDEX lead_conversions_of_lead ON lead_conversions (workspace_id, lead_id, converted_at)',
    `CREATE TABLE lead_conversion_mappings (
      workspace_id uuid NOT NULL,
      version integer NOT NULL,
      pairs jsonb NOT NULL,
      updated_at timestamptz NOT NULL,
      updated_by jsonb NOT NULL,
      CONSTRAINT lead_conversion_mappings_pkey PRIMARY KEY (workspace_id),
      CONSTRAINT lead_conversion_mappings_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
  ],
};
