import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { directoryValueType } from '@crm/directories';
import { fillMatchKeys } from '@crm/duplicates';
import { leadType } from '@crm/leads';
import { pipelineType, stageType } from '@crm/pipelines';
import { fillFoundBy } from '@crm/records';
import { migrate, pendingMigrations, withConnection } from '@platform/database';
import { keepPartitions } from '@platform/events';
import { StartupError } from '@platform/runtime';

import { explainingConnection } from './explain-connection';
import { MIGRATIONS } from './migrations';

const FOLDED = [leadType, dealType, contactType, companyType, pipelineType, stageType, directoryValueType];

/** Brings a database to the schema of this code, days ahead included, and answers with the names of the migrations that ran. */
export async function migrateDatabase(databaseUrl: string): Promise<string[]> {
  const done = await explainingConnection(() => migrate(databaseUrl, MIGRATIONS));
  await withConnection(databaseUrl, async (connection) => {
    await keepPartitions(connection, new Date());
    await fillFoundBy(connection, FOLDED);
    await fillMatchKeys(connection, FOLDED);
  });
  return done;
}

/** Refuses to start on a database that lacks a migration. */
export async function requireMigrated(databaseUrl: string): Promise<void> {
  const pending = await explainingConnection(() => pendingMigrations(databaseUrl, MIGRATIONS));
  if (pending.length > 0) {
    throw new StartupError(`The database lacks ${pending.join(', ')}: run "npm run migrate" first.`);
  }
}
