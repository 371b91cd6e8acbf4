import { appsManage, appsRead, appsRequest, InstallationDto } from '@access/installations';
import { Body, Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { InstallationRequests } from './installation-requests';
import {
  ApproveRequestDto,
  DeclineRequestDto,
  InstallationRequestQueryDto,
  RequestAppDto,
} from './installations.dto';

const answer = {
  scope: appsManage,
  writes: true,
  versioned: true,
  returns: InstallationDto,
  problems: [404],
} as const;

/** `/v1/installation-requests`: members who may not install apps ask for them. */
@ApiTags('installation_requests')
@Controller('v1/installation-requests')
export class InstallationRequestsController {
  constructor(private readonly requests: InstallationRequests) {}

  @Get()
  @Operation({
    id: 'installation_requests.list',
    summary: 'List what members asked for, also what was answered',
    scope: appsRead,
    query: InstallationRequestQueryDto,
    returns: { pageOf: InstallationDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(InstallationRequestQueryDto)) query: InstallationRequestQueryDto,
  ) {
    return this.requests.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'installation_requests.create',
    summary: 'Ask an admin for an app',
    description: 'The id of the request becomes that of the installation.',
    scope: appsRequest,
    accepts: RequestAppDto,
    returns: InstallationDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(RequestAppDto)) input: RequestAppDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asked = await this.requests.ask(ctx, input);
    void reply.header('location', `/v1/installations/${asked.id}`);
    return tagged(reply, asked);
  }

  @Post(':id/approve')
  @Operation({
    ...answer,
    id: 'installation_requests.approve',
    summary: 'Install what a member asked for',
    accepts: ApproveRequestDto,
  })
  async approve(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(ApproveRequestDto)) { optional_scopes }: ApproveRequestDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.requests.approve(ctx, { id, ifMatch }, optional_scopes ?? []));
  }

  @Post(':id/decline')
  @Operation({
    ...answer,
    id: 'installation_requests.decline',
    summary: 'Answer no to a member who asked for an app',
    accepts: DeclineRequestDto,
  })
  async decline(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(DeclineRequestDto)) { reason = null }: DeclineRequestDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.requests.decline(ctx, { id, ifMatch }, reason));
  }
}
