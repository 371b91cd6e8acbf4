import { membersManage, membersRead } from '@access/workspaces';
import { Body, Controller, Delete, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  missingScope,
  Operation,
  type Page,
  RequestContext,
  tagged,
  validated,
  validatedQuery,
} from '@platform/http';
import { toTypeId } from '@platform/ids';
import type { FastifyReply } from 'fastify';

import { AccessKeyDto, CreateAccessKeyDto, KeyQueryDto, ShownAccessKeyDto } from './key.dto';
import { KeyService } from './key.service';
import { refuseOthersThanWorkspaceKeys } from './key-owner';
import { keysManage } from './key-scopes';

/** `/v1/members/{id}/tokens`: the personal tokens of a member, for those who administer the workspace. */
@ApiTags('member_tokens')
@Controller('v1/members/:member_id/tokens')
export class MemberTokenController {
  constructor(private readonly keys: KeyService) {}

  @Get()
  @Operation({
    id: 'member_tokens.list',
    summary: "List a member's personal tokens",
    description: 'Without the tokens themselves, which are stored nowhere.',
    scope: membersRead,
    query: KeyQueryDto,
    returns: { pageOf: AccessKeyDto },
    problems: [404],
  })
  async list(
    @Ctx() ctx: RequestContext,
    @IdParam('member', 'member_id') memberId: string,
    @Query(validatedQuery(KeyQueryDto)) query: KeyQueryDto,
  ): Promise<Page<AccessKeyDto>> {
    await this.keys.requireMember(ctx, memberId);
    return this.keys.list(ctx, memberId, query);
  }

  @Post()
  @Operation({
    id: 'member_tokens.create',
    summary: 'Create the first personal token of a member',
    description:
      'For a workspace whose members sign in nowhere yet. Whoever has the token acts for the member: only a private app key of the workspace makes one (403 `workspace_key_needed`), it needs `keys:manage` beside `members:manage`, and the audit log says so. Members make theirs with it at `/v1/me/tokens`.',
    scope: membersManage,
    accepts: CreateAccessKeyDto,
    returns: ShownAccessKeyDto,
    status: 201,
    writes: true,
    problems: [403, 404, 409],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @IdParam('member', 'member_id') memberId: string,
    @Body(validated(CreateAccessKeyDto)) input: CreateAccessKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!ctx.principal.scopes.has(keysManage.name)) throw missingScope(keysManage.name);
    await this.keys.requireMember(ctx, memberId);
    refuseOthersThanWorkspaceKeys(ctx);
    const key = await this.keys.create(ctx, memberId, input);
    reply.header('location', `/v1/members/${toTypeId('member', memberId)}/tokens/${key.id}`);
    return tagged(reply, key);
  }

  @Get(':id')
  @Operation({
    id: 'member_tokens.get',
    summary: "Get a member's personal token",
    scope: membersRead,
    returns: AccessKeyDto,
    versioned: true,
    problems: [404],
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('member', 'member_id') memberId: string,
    @IdParam('key') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.keys.get(ctx, memberId, id));
  }

  @Delete(':id')
  @Operation({
    id: 'member_tokens.revoke',
    summary: "Revoke a member's personal token",
    description: 'For good: it is refused within two seconds, everywhere, and stays listed.',
    scope: membersManage,
    returns: AccessKeyDto,
    versioned: true,
    writes: true,
    problems: [404],
  })
  async revoke(
    @Ctx() ctx: RequestContext,
    @IdParam('member', 'member_id') memberId: string,
    @IdParam('key') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.keys.revoke(ctx, memberId, { id, ifMatch }));
  }
}
