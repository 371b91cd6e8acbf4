import { refusePartial } from '@access/roles';
import { MemberService } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import {
  conflict,
  type Fault,
  missingScope,
  notFound,
  operationScopes,
  type Page,
  type RequestContext,
  unprocessable,
} from '@platform/http';
import { hashToken, newToken } from '@platform/secrets';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import type { AccessKey } from './access-key.entity';
import { newKey, tokenKind } from './access-keys';
import type {
  AccessKeyDto,
  CreateAccessKeyDto,
  KeyQueryDto,
  RotateAccessKeyDto,
  ShownAccessKeyDto,
  UpdateAccessKeyDto,
} from './key.dto';
import { KEYS } from './key-kind';
import { type KeyOwner, OF_WORKSPACE, ownerOf, wordFor } from './key-owner';

const DAY_S = 24 * 60 * 60;

/** Makes, changes and ends the keys of a workspace, and the personal tokens of its members: each owner's apart. */
@Injectable()
export class KeyService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly members: MemberService,
  ) {}

  /** One page of an owner's keys, in the order in which they were made, those that have ended too. */
  list(ctx: RequestContext, owner: KeyOwner, { state, ...query }: KeyQueryDto): Promise<Page<AccessKeyDto>> {
    return this.rows.list(ctx, KEYS, {
      query,
      bound: `${owner ?? ''} ${state ?? ''}`,
      where: (rows) => {
        if (owner === OF_WORKSPACE) rows.andWhere("r.kind <> 'personal'");
        else rows.andWhere("r.kind = 'personal' AND r.member_id = :owner", { owner });
        const isLive = 'r.revoked_at IS NULL AND r.expires_at > :now';
        if (state) rows.andWhere(state === 'live' ? isLive : `NOT (${isLive})`, { now: ctx.now });
      },
    });
  }

  /** 404 when there is no such member in the workspace. */
  async requireMember(ctx: RequestContext, memberId: string): Promise<void> {
    await this.members.get(ctx, memberId);
  }

  /** One key of the owner, or 404. */
  async get(ctx: RequestContext, owner: KeyOwner, id: string): Promise<AccessKeyDto> {
    return KEYS.view(await this.find(ctx, owner, id));
  }

  /** Problems: 403 for scopes that the caller lacks, 422 for those that there are not, for an end that cannot be, and for a member who has left. */
  create(ctx: RequestContext, owner: KeyOwner, input: CreateAccessKeyDto): Promise<ShownAccessKeyDto> {
    refuseScopes(ctx, owner, input.scopes);
    return this.writes.run(ctx, async (tx) => {
      if (owner !== OF_WORKSPACE) await refuseFormerMember(tx, ctx, owner);
      const { name, scopes, expires_at, allowed_addresses } = input;
      const { key, token } = newKey(ctx, {
        name,
        scopes,
        memberId: owner,
        ...(expires_at && { expiresAt: new Date(expires_at) }),
        ...(allowed_addresses && { allowedAddresses: allowed_addresses }),
      });
      return { ...KEYS.view(await this.rows.create(tx, ctx, KEYS, key)), token };
    });
  }

  /** Changes its name, or where it may be used. */
  update(
    ctx: RequestContext,
    owner: KeyOwner,
    { asked, input }: { asked: Asked; input: UpdateAccessKeyDto },
  ): Promise<AccessKeyDto> {
    const edit = () => ({
      ...(input.name !== undefined && { name: input.name }),
      ...(input.allowed_addresses !== undefined && { allowed_addresses: input.allowed_addresses }),
    });
    return this.change(ctx, owner, { asked, edit, action: 'key.updated' });
  }

  /** Gives it another token; the one before works on for a while. Problems: 409 `key_ended`, 403 when it may do more than the caller. */
  async rotate(
    ctx: RequestContext,
    owner: KeyOwner,
    { asked, input }: { asked: Asked; input: RotateAccessKeyDto },
  ): Promise<ShownAccessKeyDto> {
    const { kind } = await this.find(ctx, owner, asked.id);
    return this.writes.run(ctx, async (tx) => {
      const token = newToken(tokenKind(kind));
      const until = new Date(ctx.now.getTime() + (input.overlap_seconds ?? DAY_S) * 1000);
      const edit = (key: AccessKey) => {
        if (key.revoked_at || key.expires_at <= ctx.now) throw ended();
        if (owner === OF_WORKSPACE) refuseBeyond(ctx, owner, key.scopes);
        return {
          token_hash: hashToken(token),
          previous_token_hash: key.token_hash,
          previous_expires_at: until,
          rotated_at: ctx.now,
        };
      };
      const key = await this.rows.change(tx, ctx, KEYS, { asked, edit, action: 'key.rotated' });
      return { ...KEYS.view(key), token };
    });
  }

  /** Ends it for good, with both its tokens: they are refused within two seconds, everywhere. */
  revoke(ctx: RequestContext, owner: KeyOwner, asked: Asked): Promise<AccessKeyDto> {
    const edit = ({ revoked_at }: AccessKey) => ({ revoked_at: revoked_at ?? ctx.now });
    return this.change(ctx, owner, { asked, edit, action: 'key.revoked' });
  }

  private async change(
    ctx: RequestContext,
    owner: KeyOwner,
    change: { asked: Asked; edit: (before: AccessKey) => Partial<AccessKey>; action: string },
  ): Promise<AccessKeyDto> {
    await this.find(ctx, owner, change.asked.id);
    return this.writes.run(ctx, async (tx) => KEYS.view(await this.rows.change(tx, ctx, KEYS, change)));
  }

  /** Whose a key is never changes: looking once is enough. */
  private async find(ctx: RequestContext, owner: KeyOwner, id: string): Promise<AccessKey> {
    const key = await this.rows.get(ctx, { ...KEYS, name: wordFor(owner) }, id);
    if (ownerOf(key) !== owner) throw notFound(wordFor(owner));
    return key;
  }
}

/** Nobody hands on more than they have. */
function refuseScopes(ctx: RequestContext, owner: KeyOwner, scopes: readonly string[]): void {
  const known = new Set<string>(operationScopes().map(({ name }) => name));
  const faults = scopes.flatMap((scope, at): Fault[] =>
    known.has(scope)
      ? []
      : [{ pointer: `/scopes/${at}`, code: 'unknown_scope', detail: `There is no scope "${scope}"` }],
  );
  if (faults.length > 0) throw unprocessable(faults);
  refuseBeyond(ctx, owner, scopes);
}

/** Whoever has a token of a key may do all that it may; a member's own goes by their role whatever it says. */
function refuseBeyond(ctx: RequestContext, owner: KeyOwner, scopes: readonly string[]): void {
  const lacking = scopes.find((scope) => !ctx.principal.scopes.has(scope));
  if (lacking !== undefined) throw missingScope(lacking);
  if (owner === OF_WORKSPACE) refusePartial(ctx, scopes);
}

/** Holds the member until the token is there: who leaves meanwhile takes it along. Problems: 404, 409 `member_left`. */
async function refuseFormerMember(tx: Transaction, ctx: RequestContext, memberId: string): Promise<void> {
  const [member] = await tx.sql<{ state: string }>('members.hold', HOLD_MEMBER, [ctx.workspaceId, memberId]);
  if (!member) throw notFound('member');
  if (member.state === 'left') throw conflict('member_left', 'This member has left: reactivate them first.');
}

const ended = () => conflict('key_ended', 'This key was revoked or is over: make another one.');

const HOLD_MEMBER = 'SELECT state FROM members WHERE workspace_id = $1 AND id = $2 FOR SHARE';
