import { statSync } from 'node:fs';

import type { Settings } from '@platform/config';

import type { KeyRing } from './key-ring';
import { KeyStore } from './key-store';
import { readKeyRing } from './master-key-file';

type KeySettings = Pick<Settings, 'masterKey' | 'previousMasterKeys' | 'masterKeyFile'>;

/** The key store that settings ask for: of a file, which it goes on to follow, or of keys. */
export function keyStoreOf({ masterKey, previousMasterKeys, masterKeyFile }: KeySettings): KeyStore {
  if (masterKeyFile !== null) return keyStoreOfFile(masterKeyFile);
  if (masterKey === null) throw new Error('There is neither a master key nor a file of one.');
  return new KeyStore({ masterKey, previousKeys: previousMasterKeys });
}

/** The key store of a file; `refresh` reads it again when it is another one than before. */
function keyStoreOfFile(path: string): KeyStore {
  let seen = markOf(path);
  const ring = readKeyRing(path);
  const reread = (): KeyRing | null => {
    const mark = markOf(path);
    if (mark === seen) return null;
    const next = readKeyRing(path);
    seen = mark;
    return next;
  };
  const store = new KeyStore({ masterKey: ring.current, reread });
  store.use(ring);
  return store;
}

function markOf(path: string): string {
  const { ino, mtimeMs, size } = statSync(path);
  return `${ino} ${mtimeMs} ${size}`;
}
