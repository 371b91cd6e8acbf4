import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Sql } from '@platform/database';

import type { KeyRing } from './key-ring';
import { KeyStore } from './key-store';
import { MASTER_KEY_BYTES } from './master-key';
import { readKeyRing, writeKeyRing } from './master-key-file';
import { reseal } from './reseal';
import { type SealedColumn, sealedColumns } from './sealed-column';

/** What of the keys that are gone is kept: cursors are for years, and sign-ins may be under way. It opens nothing. */
const STILL_KNOWN = ['cursor', 'oauth.cookie'];
const MOST_DERIVED = 20;

/** Where a rotation happens, and how long it waits for the other processes. */
interface Rotation {
  readonly path: string;
  /** How soon every process has the file as it was written: on one machine a second. */
  readonly settleMs: number;
  readonly say: (line: string) => void;
  /** Those of the loaded entities unless told. */
  readonly columns?: readonly SealedColumn[];
}

/**
 * Replaces the master key in a file while processes serve from it: first all get to know the next key, then it becomes the
 * current one, then everything is sealed anew, and the old one goes. Each step is in the file before the next begins, so that a
 * rotation which was killed goes on where it was when it is run again.
 */
export async function rotateKeys(sql: Sql, rotation: Rotation): Promise<void> {
  const { path, say, settleMs } = rotation;
  let ring = readKeyRing(path);
  if (ring.next === null && ring.previous.length === 0) {
    ring = { ...ring, next: randomBytes(MASTER_KEY_BYTES) };
    await writeKeyRing(path, ring);
    say('A new key is there; waiting until every process knows it.');
  }
  if (ring.next !== null) {
    await sleep(settleMs);
    ring = { ...ring, current: ring.next, next: null, previous: [ring.current, ...ring.previous] };
    await writeKeyRing(path, ring);
    say('The new key seals from now on.');
  }
  await sleep(settleMs);
  await resealAll(sql, storeOf(ring), rotation);
  await writeKeyRing(path, { ...ring, previous: [], derived: remembered(ring) });
  say('The old key is gone: nothing that is stored needs it any more.');
}

/** Seals everything anew that another key has sealed, until a look finds nothing; whoever still writes with an old key is waited for. */
export async function resealAll(
  sql: Sql,
  keys: KeyStore,
  { settleMs, say, columns = sealedColumns() }: Omit<Rotation, 'path'>,
): Promise<void> {
  for (let found = -1; found !== 0; ) {
    if (found > 0) await sleep(settleMs);
    found = 0;
    for (const column of columns) {
      const count = await reseal(sql, keys, column);
      if (count > 0) say(`${column.table}.${column.column}: ${count} sealed anew.`);
      found += count;
    }
  }
}

function storeOf(ring: KeyRing): KeyStore {
  const store = new KeyStore({ masterKey: ring.current });
  store.use(ring);
  return store;
}

function remembered({ previous, derived }: KeyRing): KeyRing['derived'] {
  const fresh = previous.flatMap((key) => {
    const store = new KeyStore({ masterKey: key });
    return STILL_KNOWN.map((purpose) => ({ purpose, key: store.derive(purpose) }));
  });
  return [...fresh, ...derived].slice(0, MOST_DERIVED);
}
