import type { Installation } from '@access/installations';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

/** The public ids of all installations that the app of this one ever had in the workspace. */
export async function installationsOf(
  sql: Sql,
  ctx: RequestContext,
  { app_id }: Pick<Installation, 'app_id'>,
): Promise<string[]> {
  const rows = await sql.sql<{ id: string }>('installations.ever_of', EVER_OF, [ctx.workspaceId, app_id]);
  return rows.map(({ id }) => toTypeId('installation', id));
}

const EVER_OF = 'SELECT id FROM installations WHERE workspace_id = $1 AND app_id = $2 ORDER BY id';
