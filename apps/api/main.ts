import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { readSettings } from '@platform/config';
import { createLogger } from '@platform/observability';

import { requireMigrated } from '../migrate/migrate-database';
import { createApi } from './create-api';
import { listen } from './listen';

void runMain(async () => {
  const settings = readSettings();
  await requireMigrated(settings.databaseDirectUrl);
  const logger = createLogger(settings.logLevel, 'api');
  const app = await createApi(settings, logger);
  app.enableShutdownHooks();
  await listen(app, settings);
  logger.info({ url: settings.publicUrl }, 'The API is listening');
});
