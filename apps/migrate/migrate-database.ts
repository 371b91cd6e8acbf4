import { migrate } from '@platform/database';

import { MIGRATIONS } from './migrations';

/** Brings a database to the schema of this code, and answers with the names of the migrations that ran. */
export const migrateDatabase = (databaseUrl: string): Promise<string[]> => migrate(databaseUrl, MIGRATIONS);
