import { Client } from 'pg';

/** The tables whose rows belong to one workspace, as the primary keys of a migrated database tell. */
export async function workspaceTables(databaseUrl: string): Promise<ReadonlySet<string>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT t.relname AS name FROM pg_index x
       JOIN pg_class t ON t.oid = x.indrelid AND NOT t.relispartition
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
       WHERE t.relnamespace = 'public'::regnamespace AND x.indisprimary AND x.indnkeyatts > 1
         AND a.attname = 'workspace_id'`,
    );
    return new Set(rows.map(({ name }) => name));
  } finally {
    await client.end();
  }
}
