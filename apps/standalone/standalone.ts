import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readLaunchSettings, readSettings, type Settings } from '@platform/config';
import { startEmbeddedPostgres } from '@platform/embedded-postgres';
import { createLogger } from '@platform/observability';
import { StartupError } from '@platform/runtime';
import { createMasterKeyFile } from '@platform/secrets';

import { createApi } from '../api/create-api';
import { listen } from '../api/listen';
import { migrateDatabase } from '../migrate/migrate-database';
import { WORKER_PARTS } from '../worker/worker-parts';
import { CredentialsFile } from './credentials-file';
import { makeFirstWorkspace } from './first-workspace';
import { welcome } from './welcome';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Runs everything in one process: PostgreSQL unless DATABASE_URL names one, migrations, API and worker. */
export async function standalone(): Promise<void> {
  const launch = readLaunchSettings();
  const dataDir = resolve(launch.dataDir);
  makeDataDir(dataDir);
  const postgres = launch.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  try {
    const settings = await standaloneSettings(dataDir, postgres?.url ?? launch.databaseUrl ?? '');
    await migrateDatabase(settings.databaseDirectUrl);
    const app = await createApi(settings, createLogger(settings.logLevel, 'standalone'), WORKER_PARTS);
    const file = new CredentialsFile(dataDir);
    await makeFirstWorkspace(app, file, settings.publicUrl);
    file.moveTo(settings.publicUrl);
    await listen(app, settings);
    process.stdout.write(welcome(settings.publicUrl, file));
    stopOnSignal(app, async () => postgres?.stop());
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

async function standaloneSettings(dataDir: string, databaseUrl: string): Promise<Settings> {
  const { host, hasMasterKey, hasLogLevel } = readLaunchSettings();
  return readSettings({
    databaseUrl,
    ...(!hasMasterKey && { masterKey: await createMasterKeyFile(join(dataDir, 'master.key')) }),
    ...(!hasLogLevel && { logLevel: 'warn' }),
    ...(LOOPBACK.has(host) && { allowLoopbackWebhooks: true }),
  });
}

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartupError(
      `The data folder ${dataDir} cannot be made: choose another one with DEALWRIGHT_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** Ends in order: requests and deliveries under way first, the database last. A second signal ends at once. */
function stopOnSignal(app: NestFastifyApplication, stopDatabase: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void app
      .close()
      .then(stopDatabase)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
