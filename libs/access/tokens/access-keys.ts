import { InstallationFarewells } from '@access/installations';
import { MemberService } from '@access/workspaces';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { notFound, type RequestContext, unprocessable } from '@platform/http';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';

import { AccessKey } from './access-key.entity';

/** A key about to be made. */
export interface NewAccessKey {
  readonly name: string;
  readonly scopes: readonly string[];
  /** A year from now unless told, which is also the longest. */
  readonly expiresAt?: Date;
  /** Where requests may come from; from anywhere unless told. */
  readonly allowedAddresses?: readonly string[];
  /** The private app that the key is for (a stored id); null for the workspace's own scripts. */
  readonly installationId?: string | null;
}

const LONGEST_LIFE_MS = 366 * 24 * 60 * 60 * 1000;
const USUAL_LIFE_MS = 365 * 24 * 60 * 60 * 1000;

/** Makes, finds and revokes private app keys (`dw_pak_…`). */
@Injectable()
export class AccessKeys implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly members: MemberService,
    private readonly farewells: InstallationFarewells,
  ) {}

  onModuleInit(): void {
    this.farewells.add({
      kind: 'keys',
      count: (sql, ctx, installationId) => countOfApp(sql, ctx, installationId),
      end: (tx, ctx, installationId) => this.revokeOfApp(tx, ctx, installationId),
    });
    this.members.onLeaving((tx, ctx, memberId) => this.revokeOf(tx, ctx, memberId));
  }

  /**
   * Makes a key in the workspace of the request; the token in this answer is stored nowhere.
   * Problem: 422 when it would already be over, or last longer than a year.
   */
  async create(
    tx: Transaction,
    ctx: RequestContext,
    given: NewAccessKey,
  ): Promise<{ key: AccessKey; token: string }> {
    const made = newKey(ctx, given);
    await tx.rows.insert(AccessKey, made.key);
    return made;
  }

  /** A key of the workspace of the request, or 404. */
  async find(ctx: RequestContext, id: string): Promise<AccessKey> {
    const [row] = await this.database.sql<AccessKey>('access_keys.get', GET, [ctx.workspaceId, id]);
    if (!row) throw notFound('key');
    return row;
  }

  /** Ends a key: it is refused within two seconds. 404 when there is none, or it was revoked before. */
  async revoke(tx: Transaction, ctx: RequestContext, id: string): Promise<void> {
    const [row] = await tx.sql('access_keys.revoke', REVOKE, [ctx.workspaceId, id, ctx.now]);
    if (!row) throw notFound('key');
  }

  /** Ends every key of an app. */
  private async revokeOfApp(tx: Transaction, ctx: RequestContext, installationId: string): Promise<void> {
    await tx.sql('access_keys.revoke_of_app', REVOKE_OF_APP, [ctx.workspaceId, installationId, ctx.now]);
  }

  /** Ends every key of a member. */
  private async revokeOf(tx: Transaction, ctx: RequestContext, memberId: string): Promise<void> {
    await tx.sql('access_keys.revoke_of', REVOKE_OF, [ctx.workspaceId, memberId, ctx.now]);
  }
}

/** A key with its token, which is stored nowhere. Problem: 422 as with `create`. */
export function newKey(
  ctx: RequestContext,
  { name, scopes, expiresAt, allowedAddresses = [], installationId = null }: NewAccessKey,
): { key: AccessKey; token: string } {
  const token = newToken('pak');
  const key: AccessKey = {
    id: newUuid(),
    workspace_id: ctx.workspaceId,
    installation_id: installationId,
    member_id: null,
    kind: 'private_app',
    token_hash: hashToken(token),
    name,
    scopes: [...new Set(scopes)].sort(),
    expires_at: expiry(ctx.now, expiresAt),
    revoked_at: null,
    last_used_at: null,
    version: 1,
    rotated_at: null,
    previous_token_hash: null,
    previous_expires_at: null,
    allowed_addresses: [...allowedAddresses],
    created_at: ctx.now,
    updated_at: ctx.now,
    created_by: ctx.actor,
  };
  return { key, token };
}

function expiry(now: Date, wanted: Date | undefined): Date {
  if (!wanted) return new Date(now.getTime() + USUAL_LIFE_MS);
  const life = wanted.getTime() - now.getTime();
  if (life > 0 && life <= LONGEST_LIFE_MS) return wanted;
  throw unprocessable([
    {
      pointer: '/expires_at',
      code: 'wrong_expiry',
      detail: 'expires_at must be in the future and at most a year away',
    },
  ]);
}

const GET = `
  SELECT id, workspace_id, installation_id, member_id, kind, token_hash, name, scopes, expires_at, revoked_at,
    last_used_at, version, rotated_at, previous_token_hash, previous_expires_at, allowed_addresses, created_at, updated_at,
    created_by
  FROM access_keys WHERE workspace_id = $1 AND id = $2`;

async function countOfApp(sql: Sql, ctx: RequestContext, installationId: string): Promise<number> {
  const [row] = await sql.sql<{ count: number }>('access_keys.count_of_app', COUNT_OF_APP, [
    ctx.workspaceId,
    installationId,
    ctx.now,
  ]);
  return row?.count ?? 0;
}

const COUNT_OF_APP = `
  SELECT count(*)::int AS count FROM access_keys
  WHERE workspace_id = $1 AND installation_id = $2 AND revoked_at IS NULL AND expires_at > $3`;

const REVOKE_OF_APP = `
  UPDATE access_keys SET revoked_at = $3, updated_at = $3, version = version + 1
  WHERE workspace_id = $1 AND installation_id = $2 AND revoked_at IS NULL`;

const REVOKE_OF =
  'UPDATE access_keys SET revoked_at = $3 WHERE workspace_id = $1 AND member_id = $2 AND revoked_at IS NULL';

const REVOKE = `
  UPDATE access_keys SET revoked_at = $3, updated_at = $3, version = version + 1
  WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id`;
