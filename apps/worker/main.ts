import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { readSettings } from '@platform/config';
import { createLogger } from '@platform/observability';

import { requireMigrated } from '../migrate/migrate-database';
import { requireMasterKey } from '../migrate/require-master-key';
import { createWorker } from './create-worker';

void runMain(async () => {
  const settings = readSettings();
  await requireMigrated(settings.databaseDirectUrl);
  await requireMasterKey(settings);
  const logger = createLogger(settings.logLevel, 'worker');
  await createWorker(settings, logger);
  logger.info({ port: settings.workerPort }, 'The worker is running');
});
