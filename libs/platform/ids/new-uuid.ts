import { randomFillSync } from 'node:crypto';

import { v7 } from 'uuid';

const BYTES = 16;

/** Asking the system for random bytes costs far more than the bytes: they are taken in advance. */
const pool = new Uint8Array(BYTES * 256);
let used = pool.length;

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return pool.subarray(used - BYTES, used);
}

const LARGEST_COUNT = 0xffff_ffff;

let msecs = 0;
let count = 0;

/** A new UUIDv7, greater than every earlier one of this process: its counter fills rand_a and the head of rand_b (RFC 9562, 6.2). */
export function newUuid(): string {
  const random = randomBytes();
  const now = Date.now();
  if (now > msecs || count === LARGEST_COUNT) {
    msecs = Math.max(now, msecs + 1);
    count = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else count += 1;
  return v7({ random, msecs, seq: count });
}

/** The time in a UUIDv7, in Unix milliseconds (RFC 9562, section 5.7). */
export const timeOfUuid = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

/** The first UUIDv7 of a time: all that are made then or later come behind it. Of a time before 1970, which has none, the first of all. */
export const firstUuidOf = (time: Date): string => uuidOfTime(Math.max(0, time.getTime()), NO_BYTES);

/** The UUIDv7 of a time (Unix milliseconds) and of bytes that stand for chance: the same for the same. */
export const uuidOfTime = (msecs: number, bytes: Uint8Array): string =>
  v7({ msecs, random: bytes.subarray(0, BYTES) });

const NO_BYTES = new Uint8Array(BYTES);
