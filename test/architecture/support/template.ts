import { Client } from 'pg';

import { testServer } from '../../support/test-database';

/** A connection to the migrated database that every test database is copied from. */
export interface TemplateConnection {
  rows<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  end(): Promise<void>;
}

/** Opens it for reading the catalogue. */
export async function connectToTemplate(): Promise<TemplateConnection> {
  const client = new Client({ connectionString: testServer().templateUrl });
  await client.connect();
  return {
    rows: async <Row>(text: string, params: readonly unknown[] = []) =>
      (await client.query(text, [...params])).rows as Row[],
    end: () => client.end(),
  };
}
