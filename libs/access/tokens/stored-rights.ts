import { Injectable } from '@nestjs/common';
import type { Sql } from '@platform/database';
import type { Principal } from '@platform/http';
import { toUuid } from '@platform/ids';
import { CurrentRights } from '@platform/jobs';

/** Looks up what keys and installations may do now; a token's own end takes nothing from the installation that asked with it. */
@Injectable()
export class StoredRights extends CurrentRights {
  async of(sql: Sql, principal: Principal, now: Date): Promise<ReadonlySet<string> | null> {
    const key = principal.credential ?? (principal.kind === 'key' ? principal.id : null);
    if (key !== null) return this.key(sql, { workspaceId: principal.workspaceId, id: key }, now);
    if (principal.kind === 'installation') return this.installation(sql, principal);
    return null;
  }

  private async key(
    sql: Sql,
    { id, workspaceId }: Pick<Principal, 'id' | 'workspaceId'>,
    now: Date,
  ): Promise<ReadonlySet<string> | null> {
    const [row] = await sql.sql<{ scopes: string[]; granted: string[] | null }>(
      'access_keys.current_scopes',
      KEY,
      [workspaceId, toUuid('key', id), now],
    );
    if (!row) return null;
    const { scopes, granted } = row;
    return new Set(granted ? scopes.filter((scope) => granted.includes(scope)) : scopes);
  }

  private async installation(sql: Sql, { id, workspaceId }: Principal): Promise<ReadonlySet<string> | null> {
    const [row] = await sql.sql<{ scopes: string[] }>('installation_lookups.current_scopes', INSTALLATION, [
      workspaceId,
      toUuid('installation', id),
    ]);
    return row ? new Set(row.scopes) : null;
  }
}

const KEY = `
  SELECT access_key.scopes, lookup.scopes AS granted
  FROM access_keys AS access_key
  LEFT JOIN installation_lookups AS lookup
    ON lookup.id = access_key.installation_id AND lookup.workspace_id = access_key.workspace_id
  WHERE access_key.workspace_id = $1 AND access_key.id = $2
    AND access_key.revoked_at IS NULL AND access_key.expires_at > $3
    AND (access_key.installation_id IS NULL OR lookup.state = 'active')`;

const INSTALLATION = `
  SELECT scopes FROM installation_lookups WHERE workspace_id = $1 AND id = $2 AND state = 'active'`;
