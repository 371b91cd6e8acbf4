import { join } from 'node:path';

import { readDatabaseSettings, readLaunchSettings } from '@platform/config';
import { runningServerUrl } from '@platform/embedded-postgres';

/** The database that an operator's command works on: the one of `DATABASE_URL`, or the one that `npm start` runs here. */
export function operatorsDatabase(): string {
  const { databaseUrl, dataDir } = readLaunchSettings();
  if (databaseUrl !== undefined) return readDatabaseSettings().databaseDirectUrl;
  return runningServerUrl(join(dataDir, 'postgres')) ?? readDatabaseSettings().databaseDirectUrl;
}
