import { MemberRightsReader } from '@access/roles';
import { Injectable } from '@nestjs/common';
import type { Sql } from '@platform/database';
import type { Principal } from '@platform/http';
import { CurrentRights, type LeftRights } from '@platform/jobs';

/**
 * Looks up what keys, installations and members may do now; the end of an OAuth token takes nothing from whoever asked
 * with it.
 */
@Injectable()
export class StoredRights extends CurrentRights {
  constructor(private readonly members: MemberRightsReader) {
    super();
  }

  async of(sql: Sql, principal: Principal, now: Date): Promise<LeftRights | null> {
    const scopes = await this.scopes(sql, principal, now);
    const { workspaceId, memberId } = principal;
    if (!scopes || memberId === null) return scopes && { scopes, rights: null };
    const member = await this.members.of(workspaceId, memberId, sql);
    if (!member) return null;
    const { rights, allows } = member;
    return { rights, scopes: new Set([...scopes].filter((scope) => allows(scope))) };
  }

  /** What the credential was given and has not lost. */
  private async scopes(sql: Sql, principal: Principal, now: Date): Promise<ReadonlySet<string> | null> {
    const { workspaceId, keyId, installationId } = principal;
    if (keyId) return this.key(sql, workspaceId, keyId, now);
    if (installationId !== null) return this.installation(sql, workspaceId, installationId);
    return principal.kind === 'member' ? principal.scopes : null;
  }

  private async key(
    sql: Sql,
    workspaceId: string,
    id: string,
    now: Date,
  ): Promise<ReadonlySet<string> | null> {
    const [row] = await sql.sql<{ scopes: string[]; granted: string[] | null }>(
      'access_keys.current_scopes',
      KEY,
      [workspaceId, id, now],
    );
    if (!row) return null;
    const { scopes, granted } = row;
    return new Set(granted ? scopes.filter((scope) => granted.includes(scope)) : scopes);
  }

  private async installation(sql: Sql, workspaceId: string, id: string): Promise<ReadonlySet<string> | null> {
    const [row] = await sql.sql<{ scopes: string[] }>('installation_lookups.current_scopes', INSTALLATION, [
      workspaceId,
      id,
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
