import type { Migration } from '@platform/database';

const RECORD_TABLES = ['leads', 'deals', 'contacts', 'companies', 'pipelines', 'stages'];
const SEARCHED_TABLES = ['leads', 'deals', 'contacts', 'companies'];

/** Texts that lists are sorted by: the key is the first 100 characters of the folded text. */
const SORTED_TEXTS = [
  ['leads', 'title'],
  ['leads', 'last_name'],
  ['deals', 'title'],
  ['contacts', 'last_name'],
  ['companies', 'name'],
] as const;

const extension = (name: string): string =>
  `DO $$ BEGIN
     CREATE EXTENSION IF NOT EXISTS ${name};
   EXCEPTION WHEN OTHERS THEN
     RAISE EXCEPTION 'Dealwright needs the PostgreSQL extension ${name}: install the package "postgresql-contrib" on the database server, or run "CREATE EXTENSION ${name}" there as a superuser (%).', SQLERRM;
   END $$`;

/** What records are found and sorted by: folded texts, made by the application on each write. */
export const search: Migration = {
  name: 'Search1795000000005',
  statements: [
    extension('btree_gin'),
    extension('pg_trgm'),
    ...RECORD_TABLES.flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN folded jsonb, ADD COLUMN search_text text`,
      // Rows from before, and nothing else: those are filled in after the migrations.
      `CREATE INDEX ${table}_not_folded ON ${table} (workspace_id, id) WHERE search_text IS NULL`,
      `CREATE INDEX ${table}_deleted ON ${table} (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL`,
    ]),
    ...SEARCHED_TABLES.map(
      (table) =>
        `CREATE INDEX ${table}_search ON ${table} USING gin (workspace_id, search_text gin_trgm_ops)`,
    ),
    ...SORTED_TEXTS.map(
      ([table, field]) =>
        `CREATE INDEX ${table}_by_${field} ON ${table}
           (workspace_id, (left(folded ->> '${field}', 100)) COLLATE "C", id) WHERE deleted_at IS NULL`,
    ),
    'CREATE INDEX leads_by_amount ON leads (workspace_id, amount, id) WHERE deleted_at IS NULL',
    // Compiling a filter's plan takes longer than running it.
    `DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET jit = off', current_database()); END $$`,
  ],
};
