import './register-aliases';

import { migrateDatabase } from '../../apps/migrate/migrate-database';
import { createTemplate, publishTestServer, templateName, withDatabase } from './test-database';
import { startTemporaryServer, type TemporaryServer } from './test-server';

let server: TemporaryServer | undefined;

/** Starts the PostgreSQL of this test run, or takes TEST_DATABASE_URL, and migrates the template that the tests copy. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export.
export default async function globalSetup(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  if (given === undefined) server = await startTemporaryServer();
  try {
    const adminUrl = given ?? server?.postgres.adminUrl ?? '';
    const templateUrl = withDatabase(given ?? server?.postgres.url ?? '', templateName);
    await createTemplate(adminUrl, decodeURIComponent(new URL(templateUrl).username));
    await migrateDatabase(templateUrl);
    publishTestServer({ adminUrl, templateUrl, statementLog: server?.statementLog });
  } catch (error) {
    await stopTestServer();
    throw error;
  }
}

/** Stops the PostgreSQL of this test run and removes its folder. */
export async function stopTestServer(): Promise<void> {
  await server?.remove();
  server = undefined;
}
