import { NestFactory } from '@nestjs/core';
import type { Settings } from '@platform/config';
import { Health, type Logger, NestLogger, serveHealth } from '@platform/observability';

import { WorkerModule } from './worker.module';

/** Starts the worker of these settings, with its health checks and metrics on a port of their own. */
export async function createWorker(settings: Settings, logger: Logger): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(settings), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  await serveHealth(app.get(Health), { host: settings.host, port: settings.workerPort });
}
