import { chownSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isSystemError, StartupError } from '@platform/runtime';
import { canEnter, type SystemUser } from './system-user';

const prefix = 'dealwright-pg-';
/** sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero; PostgreSQL names its socket in it. */
const longestPath = 103;

/** Makes a new private folder, short enough for a Unix socket, that the PostgreSQL user owns; its name cannot be foretold. */
export function makeSocketFolder(user: SystemUser, port: number): string {
  const parent = [tmpdir(), '/tmp'].find(
    (folder) =>
      Buffer.byteLength(socketPath(join(folder, `${prefix}XXXXXX`), port)) <= longestPath &&
      canEnter(user, folder),
  );
  if (parent === undefined) {
    throw new StartupError(
      'PostgreSQL finds no folder for its socket: set TMPDIR to a short path that it may enter, as /tmp.',
    );
  }
  const folder = mkdtempSync(join(parent, prefix));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Removes a socket folder that this module made; any other folder is left alone. */
export function removeSocketFolder(folder: string, port: number): void {
  if (!basename(folder).startsWith(prefix)) return;
  rmSync(socketPath(folder, port), { force: true });
  rmSync(`${socketPath(folder, port)}.lock`, { force: true });
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
}

function socketPath(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${String(port)}`);
}
