import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isSystemError, StartupError } from '@platform/runtime';
import { startMarkOf } from './running-process';

interface Owner {
  pid: number;
  startMark: string;
}

/** Makes this process the only owner of a data folder until the returned function is called, or tells which live process owns it. */
export function takeOwnership(dataDir: string): () => void {
  const lockFile = lockFileOf(dataDir);
  const draft = `${lockFile}.${randomUUID()}`;
  const me: Owner = { pid: process.pid, startMark: startMarkOf(process.pid) ?? '' };
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    // A link appears with its content at once: nobody ever reads half a lock.
    while (!tryLink(draft, lockFile)) removeIfStale(dataDir, lockFile);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    rmSync(lockFile, { force: true });
  };
}

/** The live process that owns a data folder, undefined when there is none. */
export function liveOwnerOf(dataDir: string): number | undefined {
  const owner = readOwner(lockFileOf(dataDir));
  return owner && startMarkOf(owner.pid) === owner.startMark ? owner.pid : undefined;
}

function lockFileOf(dataDir: string): string {
  return `${dataDir}.lock`;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

function removeIfStale(dataDir: string, lockFile: string): void {
  const pid = liveOwnerOf(dataDir);
  if (pid !== undefined) {
    throw new StartupError(
      `The data folder ${dataDir} is in use by another Dealwright process (pid ${String(pid)}): ` +
        'stop that process, or give this one another data folder.',
    );
  }
  // Two starters may find the same stale lock: each moves it to a name of its own, and the one that took a fresh one gives it back.
  const taken = `${lockFile}.${randomUUID()}`;
  try {
    renameSync(lockFile, taken);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  const owner = readOwner(taken);
  if (owner && startMarkOf(owner.pid) === owner.startMark) tryLink(taken, lockFile);
  rmSync(taken, { force: true });
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch (error) {
    const isGone = isSystemError(error, 'ENOENT');
    if (isGone || error instanceof SyntaxError) return undefined; // no owner, or a disk that was full when it was written
    throw error;
  }
}
