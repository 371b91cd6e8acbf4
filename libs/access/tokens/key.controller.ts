import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
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
import { keysManage, keysRead } from './key-scopes';

const one = { returns: AccessKeyDto, versioned: true, problems: [404] } as const;
const change = { ...one, scope: keysManage, writes: true } as const;

/** `/v1/keys`: the private app keys of the workspace. */
@ApiTags('keys')
@Controller('v1/keys')
export class KeyController {
  constructor(private readonly keys: KeyService) {}

  @Get()
  @Operation({
    id: 'keys.list',
    summary: 'List keys in the order in which they were made',
    description: 'Without their tokens, which are stored nowhere.',
    scope: keysRead,
    query: KeyQueryDto,
    returns: { pageOf: AccessKeyDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(KeyQueryDto)) query: KeyQueryDto) {
    return this.keys.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'keys.create',
    summary: 'Create a key',
    description:
      'The answer has the token, this once. A key may do no more than whoever makes it (403 `missing_scope`).',
    scope: keysManage,
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
    const key = await this.keys.create(ctx, input);
    reply.header('location', `/v1/keys/${key.id}`);
    return tagged(reply, key);
  }

  @Get(':id')
  @Operation({ ...one, id: 'keys.get', summary: 'Get a key', scope: keysRead })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('key') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.keys.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'keys.update',
    summary: 'Change a key',
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
    return tagged(reply, await this.keys.update(ctx, { id, ifMatch }, input));
  }

  @Post(':id/rotate')
  @Operation({
    ...change,
    id: 'keys.rotate',
    summary: 'Give a key another token',
    description:
      'The token before works on for `overlap_seconds`, so that nothing stops meanwhile. A key that may do more than whoever asks is a 403.',
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
    return tagged(reply, await this.keys.rotate(ctx, { id, ifMatch }, input));
  }

  @Delete(':id')
  @Operation({
    ...change,
    id: 'keys.revoke',
    summary: 'Revoke a key',
    description: 'For good: it is refused within two seconds, everywhere, and stays listed.',
  })
  async revoke(
    @Ctx() ctx: RequestContext,
    @IdParam('key') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.keys.revoke(ctx, { id, ifMatch }));
  }
}
