import { StartupError } from '@platform/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import { connectionOptions } from './connection-options';

/** One step of the schema: plain SQL, one statement per entry, never edited after its release. */
export interface Migration {
  /** Words in PascalCase and the time it was written, in milliseconds: it sorts the migrations. */
  readonly name: string;
  readonly statements: readonly string[];
}

/** The database has migrations that this code does not know: it belongs to a newer version. */
export class DatabaseIsNewerError extends StartupError {}

/** The session lock that lets one process at a time migrate; any number will do, it only has to be ours. */
const MIGRATION_LOCK = 4_705_811;

/** Brings a database to the newest schema, and answers with the names of the migrations that ran. */
export async function migrate(databaseUrl: string, migrations: readonly Migration[]): Promise<string[]> {
  const source = await open(databaseUrl, migrations);
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(source, migrations);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}

/** The names of the migrations that a database still lacks. */
export async function pendingMigrations(
  databaseUrl: string,
  migrations: readonly Migration[],
): Promise<string[]> {
  const source = await open(databaseUrl, migrations);
  try {
    const applied = await refuseNewer(source, migrations);
    return migrations.map((migration) => migration.name).filter((name) => !applied.has(name));
  } finally {
    await source.destroy();
  }
}

const open = (databaseUrl: string, migrations: readonly Migration[]): Promise<DataSource> =>
  new DataSource({
    ...connectionOptions(databaseUrl, { max: 2, silentMs: 0 }),
    migrations: migrations.map(asClass),
    migrationsTableName: 'migrations',
  }).initialize();

async function refuseNewer(
  source: DataSource,
  migrations: readonly Migration[],
): Promise<ReadonlySet<string>> {
  const [exists] = await source.query<{ found: boolean }[]>(
    "SELECT to_regclass('migrations') IS NOT NULL AS found",
  );
  if (!exists?.found) return new Set();
  const rows = await source.query<{ name: string }[]>('SELECT name FROM migrations');
  const applied = new Set(rows.map((row) => row.name));
  const known = new Set<string>(migrations.map((migration) => migration.name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseIsNewerError(
      `The database was made by a newer version of Dealwright (it has ${unknown.join(', ')}): start that version, or restore a backup made by this one.`,
    );
  }
  return applied;
}

/** TypeORM wants a class per migration; ours are data. */
function asClass({ name, statements }: Migration): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('Migrations only go forward: restore a backup to go back.'));
    }
  };
}
