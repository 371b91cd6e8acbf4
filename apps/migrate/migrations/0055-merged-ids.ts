import type { Migration } from '@platform/database';

const MERGED_TABLES = ['leads', 'contacts', 'companies', 'deals'];

/** What a record was merged into, and which record answers for an id ever since. */
export const mergedIds: Migration = {
  name: 'MergedIds1795000000055',
  statements: [
    `CREATE TABLE merged_ids (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      merged_id uuid NOT NULL,
      survivor_id uuid NOT NULL,
      CONSTRAINT merged_ids_pkey PRIMARY KEY (workspace_id, object, merged_id))`,
    'CREATE INDEX merged_ids_by_survivor ON merged_ids (workspace_id, object, survivor_id)',
    ...MERGED_TABLES.flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN merged_into uuid`,
      // The lists of what is deleted leave out what was merged.
      `DROP INDEX ${table}_deleted`,
      `CREATE INDEX ${table}_deleted ON ${table} (workspace_id, created_at, id)
        WHERE deleted_at IS NOT NULL AND merged_into IS NULL`,
    ]),
  ],
};
