import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { StartupError } from '@platform/runtime';
import { Client } from 'pg';
import { compileLibraries } from '../../../test/support/compiled-library';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { isPostgresOf, postgresProcessesOf, startMarkOf } from './running-process';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
/** Commits stay written over kill -9 without fsync too: only the machine's own end would lose them. */
const settings = { fsync: 'off' };

let folder: string;
let pristine: string;
let dataDir: string;
let running: EmbeddedPostgres | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-embedded-'));
  chmodSync(folder, 0o755);
  compileLibraries(folder, ['embedded-postgres', 'runtime']);
  pristine = join(folder, 'pristine');
  await (await startEmbeddedPostgres({ dataDir: join(pristine, 'postgres'), settings })).stop();
});

beforeEach(() => {
  const home = mkdtempSync(join(folder, 'home-'));
  chmodSync(home, 0o755);
  dataDir = join(home, 'postgres');
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  expect(postgresProcessesOf(dataDir)).toEqual([]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir, settings });
  return running;
}

/** A data folder that has been set up before, without the time that takes. */
function copyPristine(): void {
  const owner = statSync(join(pristine, 'postgres'));
  cpSync(pristine, join(dataDir, '..'), { recursive: true });
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  for (const name of ['', ...names]) chownSync(join(dataDir, name), owner.uid, owner.gid);
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // a killed server ends its connections
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function runInChild(then: string, options: { uid?: number; gid?: number } = {}): ChildProcess {
  const script = `
    const { startEmbeddedPostgres } = require('${folder}/embedded-postgres');
    const dataDir = ${JSON.stringify(dataDir)};
    startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } })
      .then((postgres) => console.log(JSON.stringify(postgres)), (error) => console.log(error.name + ': ' + error.message))
      .then(() => { ${then} });`;
  return spawn(process.execPath, ['-e', script], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the child has no output');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

async function startInChild(): Promise<{ child: ChildProcess; postgres: EmbeddedPostgres }> {
  const child = runInChild('');
  return { child, postgres: JSON.parse(await firstLineOf(child)) as EmbeddedPostgres };
}

async function killChild(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartupError);
  return error instanceof StartupError ? error.message : '';
}

describe('an embedded PostgreSQL', () => {
  it('gives the application a plain role that owns a UTF-8 database and may add pg_trgm', async () => {
    const { url } = await start();
    await query(url, 'CREATE EXTENSION pg_trgm');
    const [row] = await query(
      url,
      `SELECT current_user AS "user", rolsuper AS "isSuperuser", pg_get_userbyid(datdba) AS owner,
              pg_encoding_to_char(encoding) AS encoding, datlocale AS locale
         FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`,
    );
    expect(row).toEqual({
      user: 'dealwright',
      isSuperuser: false,
      owner: 'dealwright',
      encoding: 'UTF8',
      locale: 'C.UTF-8',
    });
  });

  it('is closed to wrong passwords and to other users of the machine', async () => {
    copyPristine();
    const { url } = await start();
    const socketFolder = decodeURIComponent(new URL(url).hostname);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    expect(statSync(`${dataDir}.passwords`).mode & 0o777).toBe(0o600);
    await running?.stop();
    expect(existsSync(socketFolder)).toBe(false);
  });

  it('listens on TCP when asked', async () => {
    copyPristine();
    running = await startEmbeddedPostgres({ dataDir, settings, listen: { host: '127.0.0.1', port: 54_917 } });
    const { username, password } = new URL(running.url);
    const url = `postgresql://${username}:${password}@127.0.0.1:54917/dealwright`;
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps its rows over a restart', async () => {
    copyPristine();
    await query((await start()).url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await running?.stop();
    expect(await query((await start()).url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('accepts a data folder with a path longer than a socket may have', async () => {
    const home = join(dataDir, '..', 'x'.repeat(120));
    mkdirSync(home);
    dataDir = join(home, 'postgres');
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('sets new passwords when the file with them was lost', async () => {
    copyPristine();
    rmSync(`${dataDir}.passwords`);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('after a violent end, an embedded PostgreSQL', () => {
  it('starts again with every committed row when its server and Node were killed', async () => {
    copyPristine();
    const { child, postgres } = await startInChild();
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    process.kill(postgres.pid, 'SIGKILL');
    await killChild(child);
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(true);
    expect(await query((await start()).url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('starts although a surviving back end is deep in a query', async () => {
    copyPristine();
    const { child, postgres } = await startInChild();
    const busy = query(postgres.url, 'SELECT count(*) FROM generate_series(1, 1e11::bigint)').catch(
      () => 'cut',
    );
    await waitFor(async () => {
      const seen = await query(postgres.adminUrl, "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%1e11%'");
      return seen.length > 1; // the query and this one
    });
    process.kill(postgres.pid, 'SIGKILL');
    await killChild(child);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await busy).toBe('cut');
  });

  it('stops the server that outlived its Node process, and starts its own', async () => {
    copyPristine();
    const { child, postgres } = await startInChild();
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await killChild(child);
    expect(isPostgresOf(postgres.pid, dataDir)).toBe(true);
    const { pid, url } = await start();
    expect(pid).not.toBe(postgres.pid);
    expect(startMarkOf(postgres.pid)).toBeUndefined();
    expect(existsSync(decodeURIComponent(new URL(postgres.url).hostname))).toBe(false);
    expect(await query(url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('after an interrupted write, an embedded PostgreSQL', () => {
  it('is not kept from starting by a postmaster.pid that names another process, or is cut short', async () => {
    copyPristine();
    for (const content of [`${String(process.pid)}\n${dataDir}\n`, '']) {
      writeFileSync(join(dataDir, 'postmaster.pid'), content);
      await start();
      await running?.stop();
    }
  });

  it('does a first set-up again that was killed half-way', async () => {
    const child = runInChild('');
    const home = join(dataDir, '..');
    await waitFor(() => {
      const draft = readdirSync(home).find((name) => name.includes('.draft-'));
      return draft !== undefined && existsSync(join(home, draft, 'data', 'base'));
    });
    await killChild(child);
    expect(existsSync(dataDir)).toBe(false);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(home).filter((name) => name.includes('.draft-'))).toEqual([]);
  });
});

describe('an embedded PostgreSQL refuses, in one sentence,', () => {
  it('a data folder that another live process uses, and leaves that one alone', async () => {
    copyPristine();
    const { child, postgres } = await startInChild();
    const message = await failureOf(startEmbeddedPostgres({ dataDir, settings }));
    expect(message).toContain(`in use by another Dealwright process (pid ${String(child.pid)})`);
    expect(await removeEmbeddedPostgres(dataDir)).toBe(false);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await killChild(child);
    expect(await removeEmbeddedPostgres(dataDir)).toBe(true);
    expect(existsSync(dataDir)).toBe(false);
  });

  it("another major version's data", async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '15\n');
    const message = await failureOf(startEmbeddedPostgres({ dataDir }));
    expect(message).toContain('written by PostgreSQL 15 and the bundled one is 18');
    expect(readFileSync(join(dataDir, 'PG_VERSION'), 'utf8')).toBe('15\n');
  });

  it('a folder that holds something else', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'letter.txt'), 'dear');
    expect(await failureOf(startEmbeddedPostgres({ dataDir }))).toContain('holds no PostgreSQL data');
  });

  it('a folder where this user may not write', async () => {
    chmodSync(join(dataDir, '..'), 0o555);
    const user = isRoot ? { uid: nobody, gid: nobody } : {};
    const line = await firstLineOf(runInChild('process.exit()', user));
    expect(line).toMatch(/^StartupError: The data folder .* cannot be used \(EACCES/);
    chmodSync(join(dataDir, '..'), 0o755);
  });

  it("a setting that PostgreSQL does not know, with PostgreSQL's own words", async () => {
    copyPristine();
    const message = await failureOf(startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'many' } }));
    expect(message).toContain('invalid value for parameter "shared_buffers"');
    await start();
  });
});

async function waitFor(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not happen within 30 s');
    await pause(10);
  }
}
