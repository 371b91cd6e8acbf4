import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@platform/embedded-postgres';

const prefix = 'dealwright-test-';
const dataName = 'postgres';

/** A running PostgreSQL for one test run, in a temporary folder that disappears with it. */
export interface TemporaryServer {
  postgres: EmbeddedPostgres;
  statementLog: string;
  remove(): Promise<void>;
}

/** Nothing here must survive a crash, and every statement is logged with its database but without its values. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
  logging_collector: 'on',
  log_destination: 'stderr',
  log_directory: 'log',
  log_filename: 'statements.log',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_line_prefix: '%d|',
  log_statement: 'all',
  log_parameter_max_length: '0',
};

/** Starts a PostgreSQL for this test run, after clearing away what interrupted runs left. */
export async function startTemporaryServer(): Promise<TemporaryServer> {
  await removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, dataName), settings });
  return {
    postgres,
    statementLog: join(postgres.dataDir, settings.log_directory, settings.log_filename),
    remove: async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function removeAbandoned(): Promise<void> {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    if (await removeEmbeddedPostgres(join(folder, dataName)))
      rmSync(folder, { recursive: true, force: true });
  }
}
