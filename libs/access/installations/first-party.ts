import type { Transaction } from '@platform/database';
import { type RequestContext } from '@platform/http';

import type { App } from './app.entity';
import type { TokenTarget } from './oauth-clients';

/** The installation of an app of ours in the workspace of the request, which keeps up with what the app asks for; null when there is none. */
export async function refreshedFirstParty(
  tx: Transaction,
  { workspaceId }: RequestContext,
  { id: appId, scopes }: Pick<App, 'id' | 'scopes'>,
): Promise<TokenTarget | null> {
  const [row] = await tx.sql<Row>('installations.first_party', FIND, [workspaceId, appId]);
  if (!row) return null;
  await tx.sql('installations.regrant', REGRANT, [workspaceId, row.id, scopes]);
  await tx.sql('installation_lookups.regrant', REGRANT_LOOKUP, [row.id, scopes]);
  return { id: row.id, workspace_id: workspaceId, epoch: row.epoch, scopes };
}

interface Row {
  readonly id: string;
  readonly epoch: number;
}

const FIND = `
  SELECT id, epoch FROM installations
  WHERE workspace_id = $1 AND app_id = $2 AND state = 'active' FOR NO KEY UPDATE`;

const REGRANT = `
  UPDATE installations SET scopes = $3, version = version + 1
  WHERE workspace_id = $1 AND id = $2 AND scopes <> $3`;

const REGRANT_LOOKUP = 'UPDATE installation_lookups SET scopes = $2 WHERE id = $1 AND scopes <> $2';
