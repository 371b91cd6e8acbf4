import type { Migration } from '@platform/database';

/** What every record table starts with. */
const RECORD = `
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  created_by jsonb NOT NULL,
  updated_by jsonb NOT NULL`;

const OWNED = `
  owner_id uuid,
  external_ids jsonb NOT NULL`;

const CLIENT = `
  phones jsonb NOT NULL,
  emails jsonb NOT NULL,
  websites jsonb NOT NULL,
  messengers jsonb NOT NULL,
  address jsonb,
  source text,
  source_description text,
  comment text,
  utm jsonb`;

const PERSON = `
  salutation text,
  first_name text,
  middle_name text,
  last_name text,
  job_title text,
  birthday date`;

const STAGED = `
  pipeline_id uuid NOT NULL,
  stage_id uuid NOT NULL,
  stage_changed_at timestamptz NOT NULL`;

const key = (table: string): string => `
  CONSTRAINT ${table}_pkey PRIMARY KEY (workspace_id, id),
  CONSTRAINT ${table}_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id)`;

const link = (table: string, column: string, target: string): string =>
  `CONSTRAINT ${table}_${column}_fk FOREIGN KEY (workspace_id, ${column}) REFERENCES ${target} (workspace_id, id)`;

const stageLink = (table: string): string =>
  `CONSTRAINT ${table}_stage_id_fk FOREIGN KEY (workspace_id, pipeline_id, stage_id)
    REFERENCES stages (workspace_id, pipeline_id, id)`;

/** The index of each list: the rows that are not deleted, in its order. */
const listIndex = (table: string, column: string): string =>
  `CREATE INDEX ${table}_by_${column} ON ${table} (workspace_id, ${column}, id) WHERE deleted_at IS NULL`;

const lookupIndex = (table: string, column: string): string =>
  `CREATE INDEX ${table}_of_${column} ON ${table} (workspace_id, ${column}, created_at, id)`;

/** Records: leads, deals, contacts, companies, the pipelines they move through, and how they are found. */
export const records: Migration = {
  name: 'Records1795000000003',
  statements: [
    `CREATE TABLE pipelines (${RECORD},
      object text NOT NULL,
      name text NOT NULL,
      is_default boolean NOT NULL,
      position integer NOT NULL,
      ${key('pipelines')})`,
    `CREATE UNIQUE INDEX pipelines_default_unique ON pipelines (workspace_id, object)
      WHERE is_default AND deleted_at IS NULL`,
    listIndex('pipelines', 'created_at'),
    listIndex('pipelines', 'updated_at'),
    listIndex('pipelines', 'position'),
    `CREATE TABLE stages (${RECORD},
      pipeline_id uuid NOT NULL,
      name text NOT NULL,
      kind text NOT NULL,
      "group" text NOT NULL,
      color text NOT NULL,
      position integer NOT NULL,
      probability integer NOT NULL,
      ${key('stages')},
      ${link('stages', 'pipeline_id', 'pipelines')},
      CONSTRAINT stages_pipeline_unique UNIQUE (workspace_id, pipeline_id, id))`,
    ...['created_at', 'updated_at', 'position'].map(
      (column) =>
        `CREATE INDEX stages_by_${column} ON stages (workspace_id, pipeline_id, ${column}, id) WHERE deleted_at IS NULL`,
    ),
    `CREATE TABLE companies (${RECORD},${OWNED},${CLIENT},
      name text NOT NULL,
      type text,
      industry text,
      employee_count text,
      annual_revenue numeric,
      annual_revenue_currency text,
      ${key('companies')},
      ${link('companies', 'owner_id', 'members')})`,
    listIndex('companies', 'created_at'),
    listIndex('companies', 'updated_at'),
    lookupIndex('companies', 'owner_id'),
    `CREATE TABLE contacts (${RECORD},${OWNED},${CLIENT},${PERSON},
      type text,
      company_id uuid,
      include_in_export boolean NOT NULL,
      ${key('contacts')},
      ${link('contacts', 'owner_id', 'members')},
      ${link('contacts', 'company_id', 'companies')})`,
    listIndex('contacts', 'created_at'),
    listIndex('contacts', 'updated_at'),
    lookupIndex('contacts', 'owner_id'),
    lookupIndex('contacts', 'company_id'),
    `CREATE TABLE leads (${RECORD},${OWNED},${CLIENT},${PERSON},${STAGED},
      title text,
      company_name text,
      amount numeric,
      amount_currency text,
      ${key('leads')},
      ${link('leads', 'owner_id', 'members')},
      ${stageLink('leads')})`,
    listIndex('leads', 'created_at'),
    listIndex('leads', 'updated_at'),
    lookupIndex('leads', 'owner_id'),
    lookupIndex('leads', 'stage_id'),
    `CREATE TABLE deals (${RECORD},${OWNED},${STAGED},
      title text NOT NULL,
      type text,
      amount numeric,
      amount_currency text,
      probability integer NOT NULL,
      won_at timestamptz,
      lost_at timestamptz,
      company_id uuid,
      contacts jsonb NOT NULL,
      begins_on date,
      expected_close_on date,
      lost_reason text,
      source text,
      source_description text,
      comment text,
      utm jsonb,
      ${key('deals')},
      ${link('deals', 'owner_id', 'members')},
      ${link('deals', 'company_id', 'companies')},
      ${stageLink('deals')})`,
    listIndex('deals', 'created_at'),
    listIndex('deals', 'updated_at'),
    listIndex('deals', 'amount'),
    listIndex('deals', 'expected_close_on'),
    lookupIndex('deals', 'owner_id'),
    lookupIndex('deals', 'company_id'),
    lookupIndex('deals', 'stage_id'),
    lookupIndex('deals', 'pipeline_id'),
    `CREATE TABLE deal_contacts (
      workspace_id uuid NOT NULL,
      deal_id uuid NOT NULL,
      contact_id uuid NOT NULL,
      role text,
      is_primary boolean NOT NULL,
      CONSTRAINT deal_contacts_pkey PRIMARY KEY (workspace_id, deal_id, contact_id),
      ${link('deal_contacts', 'deal_id', 'deals')},
      ${link('deal_contacts', 'contact_id', 'contacts')})`,
    'CREATE INDEX deal_contacts_of_contact ON deal_contacts (workspace_id, contact_id, deal_id)',
    `CREATE TABLE contact_points (
      workspace_id uuid NOT NULL,
      record_id uuid NOT NULL,
      object text NOT NULL,
      kind text NOT NULL,
      value_norm text NOT NULL,
      CONSTRAINT contact_points_pkey PRIMARY KEY (workspace_id, record_id, kind, value_norm))`,
    'CREATE INDEX contact_points_by_value ON contact_points (workspace_id, kind, value_norm, object, record_id)',
    `CREATE TABLE external_ids (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      app text NOT NULL,
      external_id text NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT external_ids_pkey PRIMARY KEY (workspace_id, object, app, external_id))`,
    'CREATE INDEX external_ids_of_record ON external_ids (workspace_id, record_id)',
  ],
};
