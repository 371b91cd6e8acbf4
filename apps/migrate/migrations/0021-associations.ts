import type { Migration } from '@platform/database';

/** A contact has several companies, of which `company_id` names the primary one; a company may belong to another. */
export const associations: Migration = {
  name: 'Associations1795000000021',
  statements: [
    // The default serves processes of the release before, which know one company alone.
    `ALTER TABLE contacts ADD COLUMN companies jsonb NOT NULL DEFAULT '[]'`,
    `/* migration */ UPDATE contacts SET companies =
       jsonb_build_array(jsonb_build_object('company_id', company_id, 'role', NULL, 'primary', true))
     WHERE company_id IS NOT NULL`,
    `CREATE TABLE contact_companies (
      workspace_id uuid NOT NULL,
      contact_id uuid NOT NULL,
      company_id uuid NOT NULL,
      role text,
      is_primary boolean NOT NULL,
      CONSTRAINT contact_companies_pkey PRIMARY KEY (workspace_id, contact_id, company_id),
      CONSTRAINT contact_companies_contact_id_fk FOREIGN KEY (workspace_id, contact_id)
        REFERENCES contacts (workspace_id, id),
      CONSTRAINT contact_companies_company_id_fk FOREIGN KEY (workspace_id, company_id)
        REFERENCES companies (workspace_id, id))`,
    'CREATE INDEX contact_companies_of_company ON contact_companies (workspace_id, company_id, contact_id)',
    `/* migration */ INSERT INTO contact_companies (workspace_id, contact_id, company_id, role, is_primary)
     SELECT workspace_id, id, company_id, NULL, true FROM contacts WHERE company_id IS NOT NULL`,
    `ALTER TABLE companies ADD COLUMN parent_id uuid,
       ADD CONSTRAINT companies_parent_id_fk FOREIGN KEY (workspace_id, parent_id)
         REFERENCES companies (workspace_id, id)`,
    'CREATE INDEX companies_of_parent_id ON companies (workspace_id, parent_id, created_at, id)',
  ],
};
