import { Client } from 'pg';

import { textParsers } from './connection-options';
import type { Sql } from './transaction';

/** Runs `work` on one connection of its own, for processes that have no pool: migrations and upkeep. */
export async function withConnection<Result>(
  databaseUrl: string,
  work: (connection: Sql) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: databaseUrl, types: textParsers });
  await client.connect();
  try {
    return await work({
      sql: async <Row>(_name: string, text: string, params: readonly unknown[] = []) =>
        (await client.query(text, [...params])).rows as Row[],
    });
  } finally {
    await client.end();
  }
}
