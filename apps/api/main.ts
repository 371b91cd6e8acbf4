import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { readSettings } from '@platform/config';
import { createLogger } from '@platform/observability';

import { requireMigrated } from '../migrate/migrate-database';
import { requireMasterKey } from '../migrate/require-master-key';
import { createApi } from './create-api';
import { listen } from './listen';

void runMain(async () => {
  const settings = readSettings();
  await requireMigrated(settings.databaseDirectUrl);
  await requireMasterKey(settings);
  const logger = createLogger(settings.logLevel, 'api');
  const app = await createApi(settings, logger);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  await listen(app, settings);
  logger.info({ url: settings.publicUrl }, 'The API is listening');
});
