import { DemoData } from '@ecosystem/workspace-setup';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '@platform/database';
import { toUuid } from '@platform/ids';
import type { Logger } from '@platform/observability';

import type { CredentialsFile } from './credentials-file';

/** Fills the demo workspace beside the requests that come already: all of it is stored, or none and the next start tries again. */
export async function fillDemoWorkspace(
  app: NestFastifyApplication,
  file: CredentialsFile,
  logger: Logger,
): Promise<void> {
  const id = toUuid('workspace', file.read()?.workspace_id ?? '');
  if (id === null) return;
  try {
    await app.get(Database).transaction((tx) => app.get(DemoData).fillOnce(tx, id, new Date()));
  } catch (error) {
    logger.error({ err: error }, 'The demo workspace could not be filled: it stays empty');
  }
}
