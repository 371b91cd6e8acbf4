import type { Sql } from '@platform/database';
import { StartupError } from '@platform/runtime';
import { type KeyStore, SecretUnreadableError } from '@platform/secrets';

import { readSigningKeys } from './signing-keys';

/** Refuses keys that do not open what the database holds: those of another installation, or a new one without the old. */
export async function checkMasterKey(connection: Sql, keys: KeyStore): Promise<void> {
  try {
    await readSigningKeys(connection, keys);
  } catch (error) {
    if (!(error instanceof SecretUnreadableError)) throw error;
    throw new StartupError(
      'The master key is not the one that the secrets in this database were sealed with: start with that one ' +
        '(DEALWRIGHT_MASTER_KEY, or master.key in the data folder), or name it in DEALWRIGHT_PREVIOUS_MASTER_KEYS.',
      { cause: error },
    );
  }
}
