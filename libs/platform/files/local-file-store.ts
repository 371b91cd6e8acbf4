import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { newUuid } from '@platform/ids';
import { isSystemError } from '@platform/runtime';

import { type FileKey, FileStore, type FoundFile, type StoredBytes } from './file-store';
import { measured } from './measured';

/** Nobody but the user of the process reads what customers have stored. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

const UNFINISHED = 'unfinished';

/**
 * Keeps files in a folder that all processes see: `{workspace}/{two digits}/{id}`. An upload is written elsewhere, synced and
 * renamed, so that what has a name is whole.
 */
export class LocalFileStore extends FileStore {
  constructor(private readonly root: string) {
    super();
  }

  override async put(key: FileKey, bytes: Readable, limitBytes: number): Promise<StoredBytes> {
    const unfinished = join(this.root, UNFINISHED);
    await mkdir(unfinished, { recursive: true, mode: FOLDER_MODE });
    const draft = join(unfinished, newUuid());
    const hash = createHash('sha256');
    let size = 0;
    const count = (chunk: Buffer): void => {
      size += chunk.length;
      hash.update(chunk);
    };
    try {
      await pipeline(
        bytes,
        measured(limitBytes, count),
        createWriteStream(draft, { mode: FILE_MODE, flush: true }),
      );
      const folder = this.folderOf(key);
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      await rename(draft, this.pathOf(key));
      await syncFolder(folder);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return { size, sha256: hash.digest('hex') };
  }

  override async open(key: FileKey): Promise<Readable | null> {
    const file = await unlessMissing(open(this.pathOf(key)));
    return file ? file.createReadStream() : null;
  }

  override async remove(key: FileKey): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  override async *all(): AsyncIterable<FoundFile> {
    for (const workspaceId of await namesIn(this.root)) {
      if (workspaceId !== UNFINISHED) yield* this.ofWorkspace(workspaceId);
    }
  }

  private async *ofWorkspace(workspaceId: string): AsyncIterable<FoundFile> {
    for (const part of await namesIn(join(this.root, workspaceId))) {
      for (const id of await namesIn(join(this.root, workspaceId, part))) {
        const found = await unlessMissing(stat(join(this.root, workspaceId, part, id)));
        if (found?.isFile()) yield { workspaceId, id, storedAt: found.mtime };
      }
    }
  }

  override async removeUnfinished(before: Date): Promise<number> {
    const folder = join(this.root, UNFINISHED);
    let removed = 0;
    for (const name of await namesIn(folder)) {
      const found = await unlessMissing(stat(join(folder, name)));
      if (!found || found.mtime >= before) continue;
      await rm(join(folder, name), { force: true });
      removed += 1;
    }
    return removed;
  }

  /** The last digits of a UUIDv7 are random: they spread files evenly. */
  private folderOf({ workspaceId, id }: FileKey): string {
    return join(this.root, checked(workspaceId), checked(id).slice(-2));
  }

  private pathOf(key: FileKey): string {
    return join(this.folderOf(key), key.id);
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function checked(id: string): string {
  if (!UUID.test(id)) throw new Error('A file is named by ids.');
  return id;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder))) ?? [];
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** A new name is safe only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
