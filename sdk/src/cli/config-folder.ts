import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { pause } from '../pause.ts';

/** Where the command line keeps what it knows (XDG Base Directory Specification). */
const folder = (): string => join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'dealwright');

const LOCK_PAUSE_MS = 50;
/** Whoever held a lock for so long has ended without giving it back. */
const STALE_LOCK_MS = 15_000;

/** A JSON file of the command line's own, which only its owner can read. */
export class PrivateFile {
  constructor(private readonly name: string) {}

  get path(): string {
    return join(folder(), this.name);
  }

  /** What is in it; null when there is none. */
  async read(): Promise<unknown> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      throw error;
    }
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new Error(`${this.path} is damaged: delete it, then log in again.`, { cause: error });
    }
  }

  /** Replaces it whole, so that nobody reads a half. */
  async write(content: unknown): Promise<void> {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    const next = `${this.path}.${process.pid}`;
    const file = await open(next, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    } finally {
      await file.close();
    }
    await chmod(next, 0o600);
    await rename(next, this.path);
  }

  /** Does something that no other command line does meanwhile. */
  async locked<Result>(work: () => Promise<Result>): Promise<Result> {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    const lock = `${this.path}.lock`;
    while (!(await isTaken(lock))) await pause(LOCK_PAUSE_MS);
    try {
      return await work();
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

/** Whether the lock is ours now. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const age =
    Date.now() -
    (await stat(lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    ));
  if (age > STALE_LOCK_MS) await rm(lock, { recursive: true, force: true });
  return false;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
