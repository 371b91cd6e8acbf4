import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { StartupError } from '@platform/runtime';
import type { DataPlace } from './data-place';
import { type Passwords, readPasswords, writePasswords } from './passwords';
import type { PostgresBinaries } from './postgres-binaries';
import { endProcess, processesUsing } from './running-process';
import { programOptions, type SystemUser } from './system-user';

/** The application's role and database in an embedded server. */
export const applicationName = 'dealwright';

/**
 * Leaves a data folder of this PostgreSQL version with the application's role and database, and returns its passwords.
 * A first set-up happens in a folder of its own and is renamed at the end: one that was interrupted is simply done again.
 */
export async function prepareDataFolder(
  place: DataPlace,
  binaries: PostgresBinaries,
  isDurable: boolean,
): Promise<Passwords> {
  await removeDrafts(place);
  if (!existsSync(place.dataDir) || readdirSync(place.dataDir).length === 0) {
    const passwords = readPasswords(place.dataDir) ?? writePasswords(place.dataDir);
    createData(place, binaries, passwords, isDurable);
    return passwords;
  }
  checkVersion(place.dataDir, binaries);
  takeOver(place);
  return readPasswords(place.dataDir) ?? resetPasswords(place, binaries);
}

function draftPrefix(place: DataPlace): string {
  return `${basename(place.dataDir)}.draft-`;
}

/** An interrupted set-up may still be running, and would make its folder anew; each of its steps is a process. */
async function endSetUp(dataDir: string): Promise<void> {
  for (let pids = processesUsing(dataDir); pids.length > 0; pids = processesUsing(dataDir)) {
    for (const pid of pids) await endProcess(pid, [['SIGKILL', 2000]]);
  }
}

async function removeDrafts(place: DataPlace): Promise<void> {
  for (const name of readdirSync(place.home)) {
    if (!name.startsWith(draftPrefix(place))) continue;
    const draft = join(place.home, name);
    await endSetUp(join(draft, 'data'));
    rmSync(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  }
}

function createData(
  place: DataPlace,
  binaries: PostgresBinaries,
  passwords: Passwords,
  isDurable: boolean,
): void {
  const draft = mkdtempSync(join(place.home, draftPrefix(place)));
  const dataDir = join(draft, 'data');
  const passwordFile = join(draft, 'password');
  mkdirSync(dataDir, { mode: 0o700 });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  giveTo(place.user, draft, dataDir, passwordFile);
  try {
    runInitdb(place, binaries, { dataDir, passwordFile, isDurable });
    runSql(place.user, binaries, dataDir, [
      `CREATE ROLE ${applicationName} LOGIN PASSWORD '${passwords.application}'`,
      `CREATE DATABASE ${applicationName} OWNER ${applicationName}`,
    ]);
    renameSync(dataDir, place.dataDir);
    syncFolder(place.home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function runInitdb(
  place: DataPlace,
  binaries: PostgresBinaries,
  draft: { dataDir: string; passwordFile: string; isDurable: boolean },
): void {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${draft.passwordFile}`];
  const speed = draft.isDurable ? [] : ['--no-sync'];
  const answer = spawnSync(binaries.initdb, ['-D', draft.dataDir, ...access, ...locale, ...speed], {
    ...programOptions(place.user),
    encoding: 'utf8',
  });
  if (answer.status === 0) {
    // TCP is opened only when asked for; then any address that the operator listens on may log in with its password.
    writeFileSync(
      join(draft.dataDir, 'pg_hba.conf'),
      'local all all scram-sha-256\nhost all all all scram-sha-256\n',
    );
    return;
  }
  throw new StartupError(
    `PostgreSQL could not set up its data folder ${place.dataDir}, correct this and start again: ` +
      tailOf(answer.error?.message ?? answer.stderr),
  );
}

/** Runs statements in PostgreSQL's single-user mode, which needs no password and no other process. */
function runSql(user: SystemUser, binaries: PostgresBinaries, dataDir: string, statements: string[]): void {
  const answer = spawnSync(
    binaries.postgres,
    ['--single', '-D', dataDir, '-c', 'exit_on_error=on', 'postgres'],
    {
      ...programOptions(user),
      encoding: 'utf8',
      input: statements.map((statement) => `${statement};\n`).join(''),
    },
  );
  if (answer.status === 0) return;
  throw new StartupError(
    `PostgreSQL could not set up its roles, correct this and start again: ${tailOf(answer.error?.message ?? answer.stderr)}`,
  );
}

/** The password file was lost (a data folder copied alone): who may write the data folder may set new passwords. */
function resetPasswords(place: DataPlace, binaries: PostgresBinaries): Passwords {
  const passwords = writePasswords(place.dataDir);
  runSql(place.user, binaries, place.dataDir, [
    `ALTER ROLE postgres PASSWORD '${passwords.superuser}'`,
    `ALTER ROLE ${applicationName} PASSWORD '${passwords.application}'`,
  ]);
  return passwords;
}

function checkVersion(dataDir: string, binaries: PostgresBinaries): void {
  accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  const versionFile = join(dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new StartupError(
      `The folder ${dataDir} is not empty and holds no PostgreSQL data: empty it or name another data folder.`,
    );
  }
  const found = readFileSync(versionFile, 'utf8').trim();
  if (found === binaries.majorVersion) return;
  throw new StartupError(
    `The data in ${dataDir} was written by PostgreSQL ${found} and the bundled one is ${binaries.majorVersion}: ` +
      `move the data with pg_dump and pg_restore, or set DATABASE_URL to a PostgreSQL ${found} server.`,
  );
}

/** Repairs what a restored copy or a volume mount changes and PostgreSQL refuses: the owner (for root) and open rights. */
function takeOver(place: DataPlace): void {
  const { uid, mode } = statSync(place.dataDir);
  if (place.user.uid !== undefined && place.user.uid !== uid) {
    giveTo(place.user, place.dataDir);
    for (const name of readdirSync(place.dataDir, { recursive: true, encoding: 'utf8' })) {
      giveTo(place.user, join(place.dataDir, name));
    }
  }
  if ((mode & 0o077) !== 0) chmodSync(place.dataDir, 0o700);
}

function giveTo(user: SystemUser, ...paths: string[]): void {
  if (user.uid === undefined || user.gid === undefined) return;
  for (const path of paths) chownSync(path, user.uid, user.gid);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** What a program's messages say about the cause, as one line: the faults when it names some, else the end. */
export function tailOf(output: string): string {
  const lines = output.trim().split('\n');
  const faults = lines.filter((line) => /FATAL|PANIC|ERROR|HINT|error:|could not/.test(line));
  return (faults.length > 0 ? faults : lines).slice(-4).join(' ').slice(-600);
}
