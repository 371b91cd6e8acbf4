import { Injectable } from '@nestjs/common';
import type { Sql } from '@platform/database';
import type { Principal } from '@platform/http';
import { toUuid } from '@platform/ids';
import { CurrentRights } from '@platform/jobs';

/** Looks up what keys, installations and members who use an app may do now; a token's own end takes nothing from the installation that asked with it. */
@Injectable()
export class StoredRights extends CurrentRights {
  async of(sql: Sql, principal: Principal, now: Date): Promise<ReadonlySet<string> | null> {
    if (principal.kind === 'key') return this.key(sql, principal, now);
    if (principal.kind === 'installation') return this.installation(sql, principal);
    if (principal.kind === 'member' && principal.installationId !== null) return this.member(sql, principal);
    return null;
  }

  private async key(
    sql: Sql,
    { id, workspaceId }: Principal,
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

  /** What an app that a member uses may still do, as long as they are one. */
  private async member(
    sql: Sql,
    { workspaceId, memberId, installationId }: Principal,
  ): Promise<ReadonlySet<string> | null> {
    const [row] = await sql.sql<{ scopes: string[] }>('members.current_scopes', MEMBER, [
      workspaceId,
      memberId,
      installationId,
    ]);
    return row ? new Set(row.scopes) : null;
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

const MEMBER = `
  SELECT lookup.scopes FROM members
  JOIN installation_lookups AS lookup ON lookup.workspace_id = members.workspace_id
  WHERE members.workspace_id = $1 AND members.id = $2 AND members.state = 'active'
    AND lookup.id = $3 AND lookup.state = 'active'`;

const INSTALLATION = `
  SELECT scopes FROM installation_lookups WHERE workspace_id = $1 AND id = $2 AND state = 'active'`;
