import { ensureNode24, runMain } from '@platform/runtime';

ensureNode24();

import 'reflect-metadata';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readLaunchSettings, readSettings, type Settings } from '@platform/config';
import { type Sql, withConnection } from '@platform/database';
import { StartupError } from '@platform/runtime';
import { keyStoreOf, resealAll, rotateKeys } from '@platform/secrets';

// Every entity, for the columns that are sealed.
import '../api/api.module';
import '../worker/worker-parts';

import { explainingConnection } from '../migrate/explain-connection';
import { operatorsDatabase } from '../standalone/operators-database';

const say = (line: string) => process.stdout.write(`${line}\n`);

void runMain(async () => {
  const databaseUrl = operatorsDatabase();
  const settings = readSettings({ databaseUrl, ...masterKeyFileHere() });
  const settleMs = settings.masterKeySettleSeconds * 1000;
  await explainingConnection(() =>
    withConnection(databaseUrl, async (connection) => {
      const path = settings.masterKeyFile;
      if (path !== null) await rotateKeys(connection, { path, settleMs, say });
      else await sealAnew(connection, settings, settleMs);
    }),
  );
});

/** The file that `npm start` made, unless the environment says otherwise. */
function masterKeyFileHere(): { masterKeyFile?: string } {
  const { hasMasterKey, dataDir } = readLaunchSettings();
  const path = join(dataDir, 'master.key');
  return !hasMasterKey && existsSync(path) ? { masterKeyFile: path } : {};
}

/** Keys in the environment are replaced there; what the old ones have sealed is sealed anew. */
async function sealAnew(connection: Sql, settings: Settings, settleMs: number): Promise<void> {
  if (settings.previousMasterKeys.length === 0) {
    throw new StartupError(
      'The master key is in the environment: start every process with a new DEALWRIGHT_MASTER_KEY and the old one in ' +
        'DEALWRIGHT_PREVIOUS_MASTER_KEYS, then run this with the same two; or use DEALWRIGHT_MASTER_KEY_FILE (docs/operating.md).',
    );
  }
  await sleep(settleMs);
  await resealAll(connection, keyStoreOf(settings), { settleMs, say });
  say(
    'Nothing that is stored needs the old keys any more: take them out of DEALWRIGHT_PREVIOUS_MASTER_KEYS.',
  );
}
