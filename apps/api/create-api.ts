import { mountFormPages } from '@crm/forms';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@platform/config';
import { httpAdapter, operationScopes, prepareServer } from '@platform/http';
import { Health, type Logger, mountHealth, NestLogger, observeRequests } from '@platform/observability';

import { ApiModule } from './api.module';
import { finishConnections } from './finish-connections';
import { describeApi } from './openapi';
import { mountReference } from './reference/mount-reference';
import { OpenApiDocument } from './reference/openapi-document';

/** The API of these settings, ready to listen; `more` are modules that run in the same process. A start that fails leaves nothing open. */
export async function createApi(
  settings: Settings,
  logger: Logger,
  more: readonly (Type | DynamicModule)[] = [],
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(settings, more),
    httpAdapter(settings),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  try {
    await mount(app, settings, logger);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

async function mount(app: NestFastifyApplication, settings: Settings, logger: Logger): Promise<void> {
  const server = await prepareServer(app);
  finishConnections(server);
  observeRequests(server, logger);
  mountHealth(server, app.get(Health));
  mountReference(server, settings);
  mountFormPages(app);
  app.get(OpenApiDocument).describedBy(() => describeApi(app, settings.publicUrl, operationScopes()));
  await app.init();
}
