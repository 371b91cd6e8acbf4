import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { canEnter, chooseUser, isRoot, type SystemUser } from './system-user';

/** The folder for what root must keep where PostgreSQL's unprivileged user can read it; only root can write to it. */
export const systemFolder = '/var/lib/dealwright';

/** Where a data folder really is, whom it belongs to, and the folder beside it for lock and passwords. */
export interface DataPlace {
  dataDir: string;
  home: string;
  user: SystemUser;
}

interface Pointer {
  /** The data folder that was asked for when the pointer was written. */
  askedFor: string;
  home: string;
}

/**
 * Finds or chooses the place for a data folder: the one asked for, or, for root under a folder that PostgreSQL's user cannot
 * enter, one under /var/lib/dealwright that a pointer file beside the asked one remembers.
 */
export function locateData(askedFor: string): DataPlace {
  const asked = resolve(askedFor);
  mkdirSync(dirname(asked), { recursive: true });
  const here = placeIn(realpathSync(dirname(asked)), basename(asked));
  const pointerFile = `${here.dataDir}.location`;
  if (!isRoot() || (!existsSync(pointerFile) && canEnter(here.user, here.home))) return here;
  const home = readPointer(pointerFile, here.dataDir) ?? writePointer(pointerFile, here.dataDir);
  mkdirReadable(systemFolder);
  mkdirReadable(home);
  return placeIn(home, basename(asked));
}

/** Makes a folder that everybody can enter and only its owner can change, whatever the umask is. */
export function mkdirReadable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function placeIn(home: string, name: string): DataPlace {
  const dataDir = join(home, name);
  return { dataDir, home, user: chooseUser(dataDir) };
}

/** A copied project has copied the pointer too: it counts only for the original, or when the original is gone (moved). */
function readPointer(pointerFile: string, askedFor: string): string | undefined {
  if (!existsSync(pointerFile)) return undefined;
  const pointer = JSON.parse(readFileSync(pointerFile, 'utf8')) as Pointer;
  const isCopy = pointer.askedFor !== askedFor && existsSync(dirname(pointer.askedFor));
  return isCopy ? undefined : pointer.home;
}

/** A folder left by a deleted project at the same path keeps its data; the new project gets a fresh one. */
function writePointer(pointerFile: string, askedFor: string): string {
  const hash = createHash('sha256').update(askedFor).digest('hex').slice(0, 16);
  let home = join(systemFolder, hash);
  for (let n = 2; existsSync(home); n++) home = join(systemFolder, `${hash}-${String(n)}`);
  const pointer: Pointer = { askedFor, home };
  writeFileSync(pointerFile, `${JSON.stringify(pointer)}\n`);
  return home;
}
