import { InstallationFarewells } from '@access/installations';
import { MemberService } from '@access/workspaces';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { notFound, type RequestContext, unprocessable } from '@platform/http';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';
import { VersionedRows } from '@platform/versioned-rows';

import { AccessKey, type KeyKind } from './access-key.entity';
import { KEYS } from './key-kind';

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
  /** The member whose personal token it is (a stored id). */
  readonly memberId?: string | null;
}

const LONGEST_LIFE_MS = 366 * 24 * 60 * 60 * 1000;
const USUAL_LIFE_MS = 365 * 24 * 60 * 60 * 1000;

/** Makes and finds keys, and ends those of members who leave. */
@Injectable()
export class AccessKeys implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly members: MemberService,
    private readonly rows: VersionedRows,
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

  /** Ends every key of an app. */
  private async revokeOfApp(tx: Transaction, ctx: RequestContext, installationId: string): Promise<void> {
    await this.end(
      tx,
      ctx,
      await tx.sql('access_keys.lock_of_app', LOCK_OF_APP, [ctx.workspaceId, installationId]),
    );
  }

  /** Ends every key of a member. All are locked before the first is told of: whoever ends one of them meanwhile waits for that. */
  private async revokeOf(tx: Transaction, ctx: RequestContext, memberId: string): Promise<void> {
    await this.end(tx, ctx, await tx.sql('access_keys.lock_of', LOCK_OF, [ctx.workspaceId, memberId]));
  }

  private async end(tx: Transaction, ctx: RequestContext, keys: readonly { id: string }[]): Promise<void> {
    const edit = () => ({ revoked_at: ctx.now });
    for (const asked of keys) await this.rows.change(tx, ctx, KEYS, { asked, edit, action: 'key.revoked' });
  }
}

/** What stands in the tokens of a kind of key: `dw_pak_…`, `dw_pat_…`. */
export const tokenKind = (kind: KeyKind): string => (kind === 'personal' ? 'pat' : 'pak');

/** A key with its token, which is stored nowhere. Problem: 422 as with `create`. */
export function newKey(
  ctx: RequestContext,
  { name, scopes, expiresAt, allowedAddresses = [], installationId = null, memberId = null }: NewAccessKey,
): { key: AccessKey; token: string } {
  const kind = memberId === null ? 'private_app' : 'personal';
  const token = newToken(tokenKind(kind));
  const key: AccessKey = {
    id: newUuid(),
    workspace_id: ctx.workspaceId,
    installation_id: installationId,
    member_id: memberId,
    kind,
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

const LOCK_OF_APP = `
  SELECT id FROM access_keys
  WHERE workspace_id = $1 AND installation_id = $2 AND revoked_at IS NULL ORDER BY id FOR UPDATE`;

const LOCK_OF = `
  SELECT id FROM access_keys WHERE workspace_id = $1 AND member_id = $2 AND revoked_at IS NULL ORDER BY id FOR UPDATE`;
