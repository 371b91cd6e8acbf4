import { checkMasterKey } from '@access/oauth';
import type { Settings } from '@platform/config';
import { withConnection } from '@platform/database';
import { keyStoreOf } from '@platform/secrets';

/** Refuses to start with a master key that does not open what a migrated database holds. */
export async function requireMasterKey(settings: Settings): Promise<void> {
  const keys = keyStoreOf(settings);
  await withConnection(settings.databaseDirectUrl, (connection) => checkMasterKey(connection, keys));
}
