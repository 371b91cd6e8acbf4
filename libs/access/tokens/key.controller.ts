import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  notFound,
  Operation,
  type Page,
  RequestContext,
  type Scope,
  tagged,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import {
  AccessKeyDto,
  CreateAccessKeyDto,
  KeyQueryDto,
  RotateAccessKeyDto,
  ShownAccessKeyDto,
  UpdateAccessKeyDto,
} from './key.dto';
import { KeyService } from './key.service';
import { type KeyOwner, OF_WORKSPACE, refuseOthersThanMembers } from './key-owner';
import { keysManage, keysRead, tokensManage, tokensRead } from './key-scopes';

/** Whose keys an address is for, and what they are called there. */
interface KeysAt {
  readonly path: string;
  readonly group: string;
  readonly one: string;
  readonly many: string;
  readonly read: Scope;
  readonly manage: Scope;
  /** What else is to be said of making one. */
  readonly making: string;
  /** Whose keys the caller sees; undefined for a caller who can have none. */
  owner(ctx: RequestContext): KeyOwner | undefined;
  /** Refuses a caller who must not be given a token. */
  refuse(ctx: RequestContext): void;
}

/** The routes by which an owner's keys are made, seen, changed, replaced and ended. */
function keyController(at: KeysAt): Type {
  const { group, one: word, many } = at;
  const one = { returns: AccessKeyDto, versioned: true, problems: [404] } as const;
  const change = { ...one, scope: at.manage, writes: true } as const;

  const ownerOf = (ctx: RequestContext): KeyOwner => {
    const owner = at.owner(ctx);
    if (owner === undefined) throw notFound(word);
    return owner;
  };

  @ApiTags(group)
  @Controller(at.path)
  class KeysController {
    constructor(private readonly keys: KeyService) {}

    @Get()
    @Operation({
      id: `${group}.list`,
      summary: `List ${many} in the order in which they were made`,
      description: 'Without their tokens, which are stored nowhere.',
      scope: at.read,
      query: KeyQueryDto,
      returns: { pageOf: AccessKeyDto },
    })
    async list(
      @Ctx() ctx: RequestContext,
      @Query(validatedQuery(KeyQueryDto)) query: KeyQueryDto,
    ): Promise<Page<AccessKeyDto>> {
      const owner = at.owner(ctx);
      if (owner === undefined) return { data: [], has_more: false, next_cursor: null };
      return this.keys.list(ctx, owner, query);
    }

    @Post()
    @Operation({
      id: `${group}.create`,
      summary: `Create a ${word}`,
      description: `The answer has the token, this once. It may do no more than whoever makes it (403 \`missing_scope\`).${at.making}`,
      scope: at.manage,
      accepts: CreateAccessKeyDto,
      returns: ShownAccessKeyDto,
      status: 201,
      writes: true,
    })
    async create(
      @Ctx() ctx: RequestContext,
      @Body(validated(CreateAccessKeyDto)) input: CreateAccessKeyDto,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      at.refuse(ctx);
      const key = await this.keys.create(ctx, ownerOf(ctx), input);
      reply.header('location', `/${at.path}/${key.id}`);
      return tagged(reply, key);
    }

    @Get(':id')
    @Operation({ ...one, id: `${group}.get`, summary: `Get a ${word}`, scope: at.read })
    async get(
      @Ctx() ctx: RequestContext,
      @IdParam('key') id: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.keys.get(ctx, ownerOf(ctx), id));
    }

    @Patch(':id')
    @Operation({
      ...change,
      id: `${group}.update`,
      summary: `Change a ${word}`,
      description: 'Its name, and where it may be used. `allowed_addresses` is the whole list.',
      accepts: UpdateAccessKeyDto,
    })
    async update(
      @Ctx() ctx: RequestContext,
      @IdParam('key') id: string,
      @Body(validated(UpdateAccessKeyDto)) input: UpdateAccessKeyDto,
      @Headers('if-match') ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.keys.update(ctx, ownerOf(ctx), { asked: { id, ifMatch }, input }));
    }

    @Post(':id/rotate')
    @Operation({
      ...change,
      id: `${group}.rotate`,
      summary: `Give a ${word} another token`,
      description:
        'The token before works on for `overlap_seconds`, so that nothing stops meanwhile. One that may do more than whoever asks is a 403.',
      accepts: RotateAccessKeyDto,
      returns: ShownAccessKeyDto,
      problems: [404, 409],
    })
    async rotate(
      @Ctx() ctx: RequestContext,
      @IdParam('key') id: string,
      @Body(validated(RotateAccessKeyDto)) input: RotateAccessKeyDto,
      @Headers('if-match') ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const owner = ownerOf(ctx);
      await this.keys.get(ctx, owner, id);
      at.refuse(ctx);
      return tagged(reply, await this.keys.rotate(ctx, owner, { asked: { id, ifMatch }, input }));
    }

    @Delete(':id')
    @Operation({
      ...change,
      id: `${group}.revoke`,
      summary: `Revoke a ${word}`,
      description: 'For good: it is refused within two seconds, everywhere, and stays listed.',
    })
    async revoke(
      @Ctx() ctx: RequestContext,
      @IdParam('key') id: string,
      @Headers('if-match') ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.keys.revoke(ctx, ownerOf(ctx), { id, ifMatch }));
    }
  }

  return KeysController;
}

/** `/v1/keys`: the private app keys of the workspace. */
export const KeyController = keyController({
  path: 'v1/keys',
  group: 'keys',
  one: 'key',
  many: 'keys',
  read: keysRead,
  manage: keysManage,
  making: '',
  owner: () => OF_WORKSPACE,
  refuse: () => undefined,
});

/** `/v1/me/tokens`: the personal tokens of the member that the request acts for; who acts for none has none. */
export const PersonalTokenController = keyController({
  path: 'v1/me/tokens',
  group: 'personal_tokens',
  one: 'personal token',
  many: 'your personal tokens',
  read: tokensRead,
  manage: tokensManage,
  making: ' It acts for you, and is made with a personal token of yours (403 `own_credential_needed`).',
  owner: ({ principal: { memberId } }) => memberId ?? undefined,
  refuse: refuseOthersThanMembers,
});
