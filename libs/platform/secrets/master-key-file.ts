import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { loadMasterKey, MASTER_KEY_BYTES, MasterKeyError } from './master-key';

const READABLE_BY_OTHERS = 0o077;
const LONGEST_FILE_BYTES = 4_096;

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

/**
 * Reads the master key in a file; throws MasterKeyError when the file can be read by others or holds no key, and the
 * file system's error when it is missing.
 */
export async function readMasterKeyFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { mode, size } = await file.stat();
    if ((mode & READABLE_BY_OTHERS) !== 0) {
      throw new MasterKeyError(`The master key file ${path} can be read by others; run "chmod 600 ${path}".`);
    }
    if (size > LONGEST_FILE_BYTES) {
      throw new MasterKeyError(`The master key file ${path} is too long to hold one key.`);
    }
    return loadMasterKey(await file.readFile('utf8'));
  } finally {
    await file.close();
  }
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
