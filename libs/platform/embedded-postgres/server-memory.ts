import { totalmem } from 'node:os';

const MB = 1024 * 1024;
/** PostgreSQL's own default, made for machines of long ago. */
const LEAST_MB = 128;
const MOST_MB = 1024;
const SHARE = 8;

/**
 * How much memory the server keeps pages in, as PostgreSQL names it: an eighth of what there is. With too little, a page that
 * many rows go to is written out and read again for each of them.
 */
export function sharedBuffers(memoryBytes = memoryOfThisProcess()): string {
  const share = Math.floor(memoryBytes / SHARE / MB);
  return `${String(Math.min(MOST_MB, Math.max(LEAST_MB, share)))}MB`;
}

/** The machine's memory, or that of the container where there is a limit. */
function memoryOfThisProcess(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
