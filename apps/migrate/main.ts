import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { readDatabaseSettings } from '@platform/config';

import { migrateDatabase } from './migrate-database';

void runMain(async () => {
  const { databaseDirectUrl } = readDatabaseSettings();
  const done = await migrateDatabase(databaseDirectUrl);
  const said = done.length === 0 ? 'The database is up to date.' : `Migrated: ${done.join(', ')}.`;
  process.stdout.write(`${said}\n`);
});
