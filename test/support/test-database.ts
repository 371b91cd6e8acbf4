import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';

import { secretsInDatabase } from './secrets';

/** The migrated database that every test database is copied from. */
export const templateName = 'dealwright_template';

/** A database of its own for one test file. */
export interface TestDatabase {
  url: string;
  name: string;
  /** Deletes the database, and ends the connections that are still open; fails when a secret stands in it as it is. */
  drop(): Promise<void>;
}

/** What the global setup tells the workers, through their environment. */
export interface TestServer {
  /** A role that may create databases, on a database that is always there. */
  adminUrl: string;
  /** The application's role on the template. */
  templateUrl: string;
  /** The server's log of statements, one `database|LOG: …` entry each, its further lines indented; missing when the server was given by TEST_DATABASE_URL. */
  statementLog?: string;
}

const variable = 'DEALWRIGHT_TEST_SERVER';

/** Keeps the server's addresses for the workers that Jest starts after its global setup. */
export function publishTestServer(server: TestServer): void {
  process.env[variable] = JSON.stringify(server);
}

/** The PostgreSQL server that this test run uses. */
export function testServer(): TestServer {
  const text = process.env[variable];
  if (text === undefined)
    throw new Error('The global setup of Jest has not run: start the tests with npm test.');
  return JSON.parse(text) as TestServer;
}

/** Gives the caller a fresh copy of the migrated template database. */
export const cloneTemplate = (): Promise<TestDatabase> =>
  createDatabase(`TEMPLATE ${templateName} STRATEGY WAL_LOG`);

/** Gives the caller a database without any table. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('TEMPLATE template0');

async function createDatabase(options: string): Promise<TestDatabase> {
  const { adminUrl, templateUrl } = testServer();
  const name = `dealwright_test_${randomUUID().replaceAll('-', '')}`;
  const owner = escapeIdentifier(decodeURIComponent(new URL(templateUrl).username));
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name} OWNER ${owner} ${options}`);
  return {
    name,
    url: withDatabase(templateUrl, name),
    drop: async () => {
      const secrets = await secretsInDatabase(withDatabase(adminUrl, name)).catch(gone);
      await runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      if (secrets.length > 0) throw new Error(`Secrets were stored as they are:\n  ${secrets.join('\n  ')}`);
    },
  };
}

/** It was dropped before, or is too large to be searched. */
function gone(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && ['3D000', '57014'].includes(String(error.code))) return [];
  throw error;
}

/** Makes an empty template database, in place of one that an earlier run left. */
export async function createTemplate(adminUrl: string, owner: string): Promise<void> {
  await runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${templateName} WITH (FORCE)`);
  await runAsAdmin(adminUrl, `CREATE DATABASE ${templateName} OWNER ${escapeIdentifier(owner)}`);
}

/** The same server, user and password with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
