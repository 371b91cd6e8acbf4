import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cloneTemplate, type TestDatabase } from '../../support/test-database';
import { killPrograms, root } from './program';

/** Where the commands of a guide run: a folder with the built product in it, and a database. */
export interface GuidePlace {
  readonly folder: string;
  readonly database: TestDatabase;
}

export async function openGuidePlace(): Promise<GuidePlace> {
  const folder = mkdtempSync(join(tmpdir(), 'dealwright-docs-'));
  for (const name of ['dist', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  return { folder, database: await cloneTemplate() };
}

/** Ends what the guide started there, and takes the place away. */
export async function closeGuidePlace({ folder, database }: GuidePlace): Promise<void> {
  await killPrograms();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
}
