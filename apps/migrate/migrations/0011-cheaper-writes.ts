import type { Migration } from '@platform/database';

/** What every write paid for and nobody used. */
export const cheaperWrites: Migration = {
  name: 'CheaperWrites1795000000011',
  statements: [
    // Events are read whole, never searched through in the database: taking JSON apart costs half of storing it.
    'ALTER TABLE events ALTER COLUMN data TYPE text USING data::text',
    // A record's values stand in its row, so its entries are found by value: one index instead of two.
    'ALTER TABLE contact_points DROP CONSTRAINT contact_points_pkey',
    'DROP INDEX contact_points_by_value',
    `ALTER TABLE contact_points ADD CONSTRAINT contact_points_pkey
      PRIMARY KEY (workspace_id, kind, value_norm, object, record_id)`,
    // Their stages belong to a workspace that is there.
    'ALTER TABLE leads DROP CONSTRAINT leads_workspace_fk',
    'ALTER TABLE deals DROP CONSTRAINT deals_workspace_fk',
  ],
};
