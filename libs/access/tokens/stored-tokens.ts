import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { toTypeId } from '@platform/ids';

import { type Grant, TokenPrincipal } from './token-principal';

/** A live key and when it was last seen. */
export interface FoundKey {
  readonly principal: TokenPrincipal;
  readonly lastUsedAt: Date | null;
}

/** Looks tokens up by their hash, one prepared statement each, on tables that need no workspace. */
@Injectable()
export class StoredTokens {
  constructor(private readonly database: Database) {}

  /** The key with this hash, or null when it was revoked or its installation does not run. */
  async key(hash: Buffer): Promise<FoundKey | null> {
    const [row] = await this.database.sql<KeyRow>('access_keys.by_hash', KEY, [hash]);
    if (!row) return null;
    const id = toTypeId('key', row.id);
    const installation = row.installation_id && toTypeId('installation', row.installation_id);
    const member = row.member_id && toTypeId('member', row.member_id);
    const principal = new TokenPrincipal({
      ...(member ? { kind: 'member', id: member } : { kind: 'key', id }),
      workspaceId: row.workspace_id,
      country: row.country,
      scopes: row.granted ? row.scopes.filter((scope) => row.granted?.includes(scope)) : row.scopes,
      memberId: row.member_id,
      installationId: row.installation_id,
      keyId: row.id,
      allowedAddresses: row.allowed_addresses,
      actor: member ? { type: 'member', id: member } : { type: 'app', id: installation ?? id },
      // A token that was replaced ends before its key does.
      expiresAt: row.previous_expires_at ?? row.expires_at,
    });
    return { principal, lastUsedAt: row.last_used_at };
  }

  /** The holder of the OAuth access token with this hash, or null when its installation does not run. */
  async accessToken(hash: Buffer): Promise<TokenPrincipal | null> {
    const [row] = await this.database.sql<AccessTokenRow>('oidc_records.token', ACCESS_TOKEN, [hash]);
    if (!row) return null;
    return new TokenPrincipal({
      ...holderOf(row),
      workspaceId: row.workspace_id,
      country: row.country,
      scopes: (row.scope ?? '').split(' ').filter((scope) => row.granted.includes(scope)),
      memberId: row.member_id,
      installationId: row.installation_id,
      keyId: null,
      allowedAddresses: [],
      expiresAt: row.expires_at,
      boundKey: row.bound_key,
    });
  }
}

interface KeyRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly country: string | null;
  readonly installation_id: string | null;
  readonly member_id: string | null;
  readonly scopes: readonly string[];
  readonly granted: readonly string[] | null;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly allowed_addresses: readonly string[];
  /** When the token that was asked for was replaced: how long it still works. */
  readonly previous_expires_at: Date | null;
}

interface AccessTokenRow {
  readonly installation_id: string;
  readonly member_id: string | null;
  readonly bound_key: string | null;
  readonly workspace_id: string;
  readonly country: string | null;
  readonly scope: string | null;
  readonly granted: readonly string[];
  readonly expires_at: Date;
}

/** A person's token acts as the member, an app's own as its installation. */
function holderOf({ member_id, installation_id }: AccessTokenRow): Pick<Grant, 'kind' | 'id' | 'actor'> {
  if (member_id !== null) {
    const id = toTypeId('member', member_id);
    return { kind: 'member', id, actor: { type: 'member', id } };
  }
  const id = toTypeId('installation', installation_id);
  return { kind: 'installation', id, actor: { type: 'app', id } };
}

const KEY = `
  SELECT access_key.id, access_key.workspace_id, access_key.installation_id, access_key.member_id,
    access_key.scopes, access_key.expires_at, access_key.last_used_at, access_key.allowed_addresses,
    CASE WHEN access_key.token_hash = $1 THEN NULL
      ELSE least(access_key.previous_expires_at, access_key.expires_at) END AS previous_expires_at,
    lookup.scopes AS granted, workspaces.country
  FROM access_keys AS access_key
  JOIN workspaces ON workspaces.id = access_key.workspace_id
  LEFT JOIN installation_lookups AS lookup
    ON lookup.id = access_key.installation_id AND lookup.workspace_id = access_key.workspace_id
  WHERE (access_key.token_hash = $1 OR access_key.previous_token_hash = $1) AND access_key.revoked_at IS NULL
    AND (access_key.installation_id IS NULL OR lookup.state = 'active')`;

const ACCESS_TOKEN = `
  SELECT lookup.id AS installation_id, lookup.workspace_id, lookup.scopes AS granted,
    record.payload ->> 'scope' AS scope, record.payload ->> 'jkt' AS bound_key, record.member_id, record.expires_at,
    workspaces.country
  FROM oidc_records AS record
  JOIN installation_lookups AS lookup
    ON lookup.id = record.installation_id AND lookup.epoch = record.installation_epoch
  JOIN workspaces ON workspaces.id = lookup.workspace_id
  WHERE record.model IN ('ClientCredentials', 'AccessToken') AND record.id_hash = $1 AND lookup.state = 'active'`;
