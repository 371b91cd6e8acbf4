import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { type KeyRing, keyRingText, parseKeyRing } from './key-ring';
import { MASTER_KEY_BYTES, MasterKeyError } from './master-key';

const READABLE_BY_OTHERS = 0o077;
const LONGEST_FILE_BYTES = 16_384;

/**
 * Makes a master key file that only its owner can read (mode 0600) unless one exists, and promises the key that is on
 * disk afterwards: of several processes starting at once all get the same key, and a crash never leaves half a file.
 */
export async function createMasterKeyFile(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  await writeDurably(draft, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`);
  try {
    // A hard link appears whole or not at all, and never replaces a key that is already in use.
    await link(draft, path).catch(ignoreExisting);
  } finally {
    await unlink(draft);
  }
  await syncFolder(dirname(path));
  return readMasterKeyFile(path);
}

/** The current master key in a file; throws as `readKeyRing` does. */
export async function readMasterKeyFile(path: string): Promise<Buffer> {
  return Promise.resolve(readKeyRing(path).current);
}

/**
 * Reads the master keys in a file; throws MasterKeyError when the file can be read by others or holds none, and the file
 * system's error when it is missing.
 */
export function readKeyRing(path: string): KeyRing {
  const file = openSync(path, 'r');
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & READABLE_BY_OTHERS) !== 0) {
      throw new MasterKeyError(`The master key file ${path} can be read by others; run "chmod 600 ${path}".`);
    }
    if (size > LONGEST_FILE_BYTES) {
      throw new MasterKeyError(`The master key file ${path} is too long to hold master keys.`);
    }
    return parseKeyRing(readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

/** Replaces a master key file: whoever reads it gets all of the old one or all of the new. */
export async function writeKeyRing(path: string, ring: KeyRing): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  await writeDurably(draft, keyRingText(ring));
  await rename(draft, path);
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
