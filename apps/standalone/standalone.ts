import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readLaunchSettings, readSettings, type Settings } from '@platform/config';
import { startEmbeddedPostgres } from '@platform/embedded-postgres';
import { createLogger, type Logger } from '@platform/observability';
import { StartupError } from '@platform/runtime';
import { createMasterKeyFile } from '@platform/secrets';

import { createApi } from '../api/create-api';
import { listen } from '../api/listen';
import { migrateDatabase } from '../migrate/migrate-database';
import { requireMasterKey } from '../migrate/require-master-key';
import { WORKER_PARTS } from '../worker/worker-parts';
import { CredentialsFile } from './credentials-file';
import { prepareDataDir } from './data-dir';
import { fillDemoWorkspace } from './demo-filling';
import { makeFirstWorkspace, setPasswordPath } from './first-workspace';
import { SignalStop } from './signal-stop';
import { welcome } from './welcome';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Runs everything in one process: PostgreSQL unless DATABASE_URL names one, migrations, API and worker. */
export async function standalone(): Promise<void> {
  const signals = new SignalStop();
  const launch = readLaunchSettings();
  const dataDir = prepareDataDir(launch.dataDir);
  const postgres = launch.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  try {
    const settings = await standaloneSettings(dataDir, postgres?.url ?? launch.databaseUrl ?? '');
    await migrateDatabase(settings.databaseDirectUrl);
    await requireMasterKey(settings);
    const file = new CredentialsFile(dataDir);
    const logger = createLogger(settings.logLevel, 'standalone');
    const app = await serve(settings, file, logger);
    const filling = launch.demoData ? fillDemoWorkspace(app, file, logger) : Promise.resolve();
    signals.finishWith(async () => {
      await filling;
      // Requests and deliveries under way first, the database last.
      await app.close();
      await postgres?.stop();
    });
    process.stdout.write(welcome(settings.publicUrl, file, await setPasswordPath(app, file)));
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

async function serve(
  settings: Settings,
  file: CredentialsFile,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const app = await createApi(settings, logger, WORKER_PARTS);
  try {
    await makeFirstWorkspace(app, file, settings.publicUrl);
    await listen(app, settings);
    file.moveTo(settings.publicUrl);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function standaloneSettings(dataDir: string, databaseUrl: string): Promise<Settings> {
  const { host, hasMasterKey, hasLogLevel, hasFilesDir, hasOutboxDir } = readLaunchSettings();
  return readSettings({
    databaseUrl,
    ...(!hasFilesDir && { filesDir: join(dataDir, 'files') }),
    ...(!hasOutboxDir && { outboxDir: join(dataDir, 'outbox') }),
    ...(!hasMasterKey && { masterKey: await masterKeyIn(dataDir) }),
    ...(!hasLogLevel && { logLevel: 'warn' }),
    ...(LOOPBACK.has(host) && { allowLoopbackWebhooks: true }),
  });
}

async function masterKeyIn(dataDir: string): Promise<Buffer> {
  try {
    return await createMasterKeyFile(join(dataDir, 'master.key'));
  } catch (error) {
    throw new StartupError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
