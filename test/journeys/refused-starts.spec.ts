import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cloneTemplate, type TestDatabase, testServer } from '../support/test-database';
import { onConnection } from './support/on-connection';
import { type Environment, freePort, killPrograms, Program } from './support/program';

type Name = ConstructorParameters<typeof Program>[0];

const key = randomBytes(32).toString('base64');
let folder: string;
let database: TestDatabase;
let taken: { server: Server; port: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-refused-'));
  database = await cloneTemplate();
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  taken = { server, port: String(port) };
});

afterAll(async () => {
  await killPrograms();
  await new Promise((resolve) => taken.server.close(resolve));
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a program that must end by itself with exit code 1 and one sentence, and gives that sentence. */
async function refusalOf(name: Name, settings: Environment): Promise<string> {
  const program = new Program(name, { LOG_LEVEL: 'fatal', DEALWRIGHT_DATA_DIR: folder, ...settings });
  const ending = await program.end();
  expect({ ending, said: program.said }).toEqual({
    ending: { code: 1, signal: null },
    said: expect.stringMatching(/^[^\n]+\.\n$/),
  });
  return program.said;
}

const refusalsOf = (names: readonly Name[], settings: Environment): Promise<string[]> =>
  Promise.all(names.map((name) => refusalOf(name, settings)));

const settled = (): Environment => ({ DATABASE_URL: database.url, DEALWRIGHT_MASTER_KEY: key });

/** A database beside the test's own, without a single table. */
async function emptyDatabase(): Promise<string> {
  const { adminUrl } = testServer();
  const name = `${database.name}_empty`;
  const { username } = new URL(database.url);
  await onConnection(adminUrl, (run) =>
    run(`CREATE DATABASE ${name} OWNER "${decodeURIComponent(username)}"`),
  );
  return database.url.replace(database.name, name);
}

describe('one sentence and exit code 1', () => {
  it('when no database is named', async () => {
    for (const said of await refusalsOf(['api', 'migrate'], { DEALWRIGHT_MASTER_KEY: key })) {
      expect(said).toMatch(/^Set DATABASE_URL: docs\/operating\.md says how/);
    }
  });

  it('when the database does not answer, without its password', async () => {
    const gone = { DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:1/x', DEALWRIGHT_MASTER_KEY: key };
    for (const said of await refusalsOf(['api', 'standalone'], gone)) {
      expect(said).toMatch(/^The database cannot be used \(connect ECONNREFUSED 127\.0\.0\.1:1\)/);
      expect(said).not.toContain('hunter2');
    }
  });

  it('when the database is not there, or the password is wrong', async () => {
    const nowhere = { ...settled(), DATABASE_URL: `${database.url}_not_there` };
    expect(await refusalOf('api', nowhere)).toMatch(/^The database cannot be used \(.*does not exist\)/);
    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    // A server given by TEST_DATABASE_URL may trust everybody.
    if (process.env.TEST_DATABASE_URL === undefined)
      expect(await refusalOf('api', { ...settled(), DATABASE_URL: wrong.href })).toMatch(/password auth/);
  });

  it('when the master key is missing, short, or another one than the database was sealed with', async () => {
    expect(await refusalOf('api', { DATABASE_URL: database.url })).toMatch(/^Set DEALWRIGHT_MASTER_KEY/);
    const short = { ...settled(), DEALWRIGHT_MASTER_KEY: 'c2hvcnQ=' };
    expect(await refusalOf('worker', short)).toMatch(/must be 32 bytes in base64/);

    const port = String(await freePort());
    const api = await new Program('api', { ...settled(), PORT: port }).ready(`http://127.0.0.1:${port}`);
    await api.stop();
    const other = { ...settled(), DEALWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'), PORT: port };
    for (const said of await refusalsOf(['api', 'worker', 'standalone'], other)) {
      expect(said).toMatch(/^The master key is not the one/);
    }
    const rotated = { ...other, DEALWRIGHT_PREVIOUS_MASTER_KEYS: key };
    await (await new Program('api', rotated).ready(`http://127.0.0.1:${port}`)).stop();
  });

  it('when the database lacks a migration, or has one of a newer version', async () => {
    const unmigrated = { ...settled(), DATABASE_URL: await emptyDatabase() };
    for (const said of await refusalsOf(['api', 'worker'], unmigrated)) {
      expect(said).toMatch(/^The database lacks .* run "npm run migrate" first/);
    }
    const migrate = new Program('migrate', unmigrated);
    expect(await migrate.end()).toEqual({ code: 0, signal: null });
    expect(migrate.said).toMatch(/^Migrated: \w+/);

    await onConnection(unmigrated.DATABASE_URL, (run) =>
      run("INSERT INTO migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')"),
    );
    for (const said of await refusalsOf(['api', 'migrate'], unmigrated)) {
      expect(said).toMatch(/made by a newer version .*Later1999999999999/);
    }
    await onConnection(testServer().adminUrl, (run) =>
      run(`DROP DATABASE ${database.name}_empty WITH (FORCE)`),
    );
  });

  it('when the port is taken', async () => {
    const sentence = new RegExp(`^Port ${taken.port} on 127\\.0\\.0\\.1 `);
    const ports = { PORT: taken.port, WORKER_PORT: taken.port };
    for (const said of await refusalsOf(['api', 'worker'], { ...settled(), ...ports })) {
      expect(said).toMatch(sentence);
    }
  });

  it('when a setting has no meaning', async () => {
    expect(await refusalOf('api', { ...settled(), LOG_LEVEL: 'loud' })).toMatch(/^LOG_LEVEL must be one of/);
    expect(await refusalOf('api', { ...settled(), PORT: 'http' })).toMatch(/^PORT must be a whole number/);
  });

  it('when the data folder cannot be used', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const dataDir of [file, join(file, 'below')]) {
      const said = await refusalOf('standalone', {
        DATABASE_URL: database.url,
        DEALWRIGHT_DATA_DIR: dataDir,
      });
      expect(said).toContain(`The data folder ${dataDir} cannot be used`);
    }
    const open = join(folder, 'master.key');
    writeFileSync(open, key, { mode: 0o644 });
    expect(await refusalOf('standalone', { DATABASE_URL: database.url })).toContain(`chmod 600 ${open}`);
  });
});
