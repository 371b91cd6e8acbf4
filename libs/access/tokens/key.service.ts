import { refusePartial } from '@access/roles';
import { Injectable } from '@nestjs/common';
import {
  conflict,
  type Fault,
  missingScope,
  operationScopes,
  type Page,
  type RequestContext,
  unprocessable,
} from '@platform/http';
import { hashToken, newToken } from '@platform/secrets';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import type { AccessKey } from './access-key.entity';
import { newKey } from './access-keys';
import type {
  AccessKeyDto,
  CreateAccessKeyDto,
  KeyQueryDto,
  RotateAccessKeyDto,
  ShownAccessKeyDto,
  UpdateAccessKeyDto,
} from './key.dto';
import { KEYS } from './key-kind';

const DAY_S = 24 * 60 * 60;

/** Lets a workspace make and end its keys by itself. */
@Injectable()
export class KeyService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
  ) {}

  /** One page of the keys, in the order in which they were made, those that have ended too. */
  list(ctx: RequestContext, { state, ...query }: KeyQueryDto): Promise<Page<AccessKeyDto>> {
    return this.rows.list(ctx, KEYS, {
      query,
      bound: state ?? '',
      where: (rows) => {
        const isLive = 'r.revoked_at IS NULL AND r.expires_at > :now';
        if (state) rows.andWhere(state === 'live' ? isLive : `NOT (${isLive})`, { now: ctx.now });
      },
    });
  }

  /** One key, or 404. */
  async get(ctx: RequestContext, id: string): Promise<AccessKeyDto> {
    return KEYS.view(await this.rows.get(ctx, KEYS, id));
  }

  /** Problems: 403 for scopes that the caller lacks, 422 for those that there are not, and for an end that cannot be. */
  create(ctx: RequestContext, input: CreateAccessKeyDto): Promise<ShownAccessKeyDto> {
    refuseScopes(ctx, input.scopes);
    return this.writes.run(ctx, async (tx) => {
      const { name, scopes, expires_at, allowed_addresses } = input;
      const { key, token } = newKey(ctx, {
        name,
        scopes,
        ...(expires_at && { expiresAt: new Date(expires_at) }),
        ...(allowed_addresses && { allowedAddresses: allowed_addresses }),
      });
      return { ...KEYS.view(await this.rows.create(tx, ctx, KEYS, key)), token };
    });
  }

  /** Changes its name, or where it may be used. */
  update(ctx: RequestContext, asked: Asked, input: UpdateAccessKeyDto): Promise<AccessKeyDto> {
    return this.change(ctx, asked, () => ({
      ...(input.name !== undefined && { name: input.name }),
      ...(input.allowed_addresses !== undefined && { allowed_addresses: input.allowed_addresses }),
    }));
  }

  /** Gives it another token; the one before works on for a while. Problems: 409 `key_ended`, 403 when it may do more than the caller. */
  rotate(
    ctx: RequestContext,
    asked: Asked,
    { overlap_seconds }: RotateAccessKeyDto,
  ): Promise<ShownAccessKeyDto> {
    return this.writes.run(ctx, async (tx) => {
      const token = newToken('pak');
      const until = new Date(ctx.now.getTime() + (overlap_seconds ?? DAY_S) * 1000);
      const edit = (key: AccessKey) => {
        if (key.revoked_at || key.expires_at <= ctx.now) throw ended();
        refuseBeyond(ctx, key.scopes);
        return {
          token_hash: hashToken(token),
          previous_token_hash: key.token_hash,
          previous_expires_at: until,
          rotated_at: ctx.now,
        };
      };
      return { ...KEYS.view(await this.rows.change(tx, ctx, KEYS, { asked, edit })), token };
    });
  }

  /** Ends it for good, with both its tokens: they are refused within two seconds, everywhere. */
  revoke(ctx: RequestContext, asked: Asked): Promise<AccessKeyDto> {
    return this.change(ctx, asked, ({ revoked_at }) => ({ revoked_at: revoked_at ?? ctx.now }));
  }

  private change(
    ctx: RequestContext,
    asked: Asked,
    edit: (before: AccessKey) => Partial<AccessKey>,
  ): Promise<AccessKeyDto> {
    return this.writes.run(ctx, async (tx) =>
      KEYS.view(await this.rows.change(tx, ctx, KEYS, { asked, edit })),
    );
  }
}

/** Nobody hands on more than they have. */
function refuseScopes(ctx: RequestContext, scopes: readonly string[]): void {
  const known = new Set<string>(operationScopes().map(({ name }) => name));
  const faults = scopes.flatMap((scope, at): Fault[] =>
    known.has(scope)
      ? []
      : [{ pointer: `/scopes/${at}`, code: 'unknown_scope', detail: `There is no scope "${scope}"` }],
  );
  if (faults.length > 0) throw unprocessable(faults);
  refuseBeyond(ctx, scopes);
}

/** Whoever has a token of a key may do all that it may. */
function refuseBeyond(ctx: RequestContext, scopes: readonly string[]): void {
  const lacking = scopes.find((scope) => !ctx.principal.scopes.has(scope));
  if (lacking !== undefined) throw missingScope(lacking);
  refusePartial(ctx, scopes);
}

const ended = () => conflict('key_ended', 'This key was revoked or is over: make another one.');
