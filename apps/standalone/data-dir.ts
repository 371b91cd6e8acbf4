import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { StartupError } from '@platform/runtime';

/** Started by root, PostgreSQL runs as another user and must pass through to its own folder; every file in it is closed. */
const PASSABLE = 0o711;
const PRIVATE = 0o700;

/** The absolute path of the data folder, which is there and can be written afterwards. */
export function prepareDataDir(path: string): string {
  const dataDir = resolve(path);
  try {
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? PASSABLE : PRIVATE });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      `The data folder ${dataDir} cannot be used (${error instanceof Error ? error.message : String(error)}): ` +
        'give this user the right to write there, or choose another one with DEALWRIGHT_DATA_DIR.',
      { cause: error },
    );
  }
  return dataDir;
}
