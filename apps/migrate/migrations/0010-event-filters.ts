import type { Migration } from '@platform/database';

const RECORD_TABLES = ['leads', 'deals', 'contacts', 'companies', 'pipelines', 'stages'];

/** Filters of webhook endpoints, and how deleted records are followed. */
export const eventFilters: Migration = {
  name: 'EventFilters1795000000010',
  statements: [
    'ALTER TABLE webhook_endpoints ADD COLUMN filter jsonb, ADD COLUMN checked_filter jsonb',
    // Records that are not deleted are not in it: writes do not pay for it.
    ...RECORD_TABLES.map(
      (table) =>
        `CREATE INDEX ${table}_deleted_by_updated_at ON ${table} (workspace_id, updated_at, id) WHERE deleted_at IS NOT NULL`,
    ),
  ],
};
