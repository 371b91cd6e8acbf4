import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError } from '@platform/runtime';

/** What a PostgreSQL server writes about itself into its data folder (postmaster.pid, see miscadmin.h of PostgreSQL). */
export interface PostmasterFile {
  pid: number;
  port: number;
  socketFolder: string;
  isReady: boolean;
}

/** Reads postmaster.pid, undefined when there is none; a file that was cut short gives NaN and empty texts. */
export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
  const lines = text.split('\n').map((line) => line.trim());
  return {
    pid: Number.parseInt(lines[0] ?? '', 10),
    port: Number.parseInt(lines[3] ?? '', 10),
    socketFolder: lines[4] ?? '',
    isReady: lines[7] === 'ready',
  };
}

/** Removes postmaster.pid; call it only when its server is known to be gone. */
export function removePostmasterFile(dataDir: string): void {
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}
