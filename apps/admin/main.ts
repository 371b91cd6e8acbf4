import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { CurrentRightsModule } from '@access/tokens';
import { OperatorApps, OperatorAppsModule } from '@ecosystem/apps';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@platform/config';
import { createLogger, NestLogger } from '@platform/observability';

import { requireMigrated } from '../migrate/migrate-database';
import { requireMasterKey } from '../migrate/require-master-key';
import { AdminModule } from './admin.module';
import { adminCommand } from './admin-command';

void runMain(async () => {
  const settings = readSettings();
  await requireMigrated(settings.databaseDirectUrl);
  await requireMasterKey(settings);
  const logger = new NestLogger(createLogger('warn', 'admin'));
  const app = await NestFactory.createApplicationContext(
    AdminModule.with(settings, [CurrentRightsModule, OperatorAppsModule]),
    {
      logger,
      abortOnError: false,
    },
  );
  try {
    process.stdout.write(await adminCommand(process.argv.slice(2), app.get(OperatorApps, { strict: false })));
  } finally {
    await app.close();
  }
});
