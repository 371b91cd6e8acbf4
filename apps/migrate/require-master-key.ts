import { checkMasterKey } from '@access/oauth';
import type { Settings } from '@platform/config';
import { withConnection } from '@platform/database';
import { KeyStore } from '@platform/secrets';

/** Refuses to start with a master key that does not open what a migrated database holds. */
export async function requireMasterKey(settings: Settings): Promise<void> {
  const { databaseDirectUrl, masterKey, previousMasterKeys } = settings;
  const keys = new KeyStore({ masterKey, previousKeys: [...previousMasterKeys] });
  await withConnection(databaseDirectUrl, (connection) => checkMasterKey(connection, keys));
}
