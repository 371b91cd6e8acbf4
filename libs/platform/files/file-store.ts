import type { Readable } from 'node:stream';

/** What was stored. */
export interface StoredBytes {
  readonly size: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
}

/** The name of a file's bytes: two ids, so that no caller's words ever become a path. */
export interface FileKey {
  readonly workspaceId: string;
  readonly id: string;
}

/** Stored bytes, as upkeep finds them. */
export interface FoundFile extends FileKey {
  readonly storedAt: Date;
}

/** Where the bytes of files are: a folder today, a bucket when somebody needs one. */
export abstract class FileStore {
  /**
   * Stores bytes as they arrive, never all in memory; they are safely on disk when it answers. Of bytes that break off or are
   * more than `limitBytes` (413 `body_too_large`) nothing stays.
   */
  abstract put(key: FileKey, bytes: Readable, limitBytes: number): Promise<StoredBytes>;
  /** The bytes as a stream; null when there are none of this name. */
  abstract open(key: FileKey): Promise<Readable | null>;
  /** Removes bytes; does nothing when there are none. */
  abstract remove(key: FileKey): Promise<void>;
  /** Everything that is stored, in no order. */
  abstract all(): AsyncIterable<FoundFile>;
  /** Removes what uploads left that broke off before `before`, as when their process was killed. */
  abstract removeUnfinished(before: Date): Promise<number>;
}
