import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  Operation,
  type Page,
  PageQueryDto,
  RequestContext,
  tagged,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import { IncomingTrialDto, TryIncomingDto } from './incoming-capture.dto';
import { incomingManage, incomingRead } from './incoming-scopes';
import { IncomingTrials } from './incoming-trials';
import {
  CreateIncomingUrlDto,
  IncomingUrlDto,
  RotateIncomingUrlDto,
  ShownIncomingUrlDto,
  UpdateIncomingUrlDto,
} from './incoming-url.dto';
import { IncomingUrlsService } from './incoming-urls.service';

const one = { returns: IncomingUrlDto, versioned: true, problems: [404] } as const;
const change = { ...one, scope: incomingManage, writes: true } as const;

/** `/v1/incoming-urls`: addresses that make records of what other services post. */
@ApiTags('incoming_urls')
@Controller('v1/incoming-urls')
export class IncomingUrlsController {
  constructor(
    private readonly urls: IncomingUrlsService,
    private readonly trials: IncomingTrials,
  ) {}

  @Get()
  @Operation({
    id: 'incoming_urls.list',
    summary: 'List incoming webhook URLs in the order in which they were made',
    description: 'Without the addresses, which are stored nowhere.',
    scope: incomingRead,
    query: PageQueryDto,
    returns: { pageOf: IncomingUrlDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(PageQueryDto)) query: PageQueryDto,
  ): Promise<Page<IncomingUrlDto>> {
    return this.urls.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'incoming_urls.create',
    summary: 'Create an incoming webhook URL',
    description:
      'The answer has the address, this once. What is posted there becomes a record, or changes one, by the mapping. The caller must be allowed to write such records.',
    scope: incomingManage,
    accepts: CreateIncomingUrlDto,
    returns: ShownIncomingUrlDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreateIncomingUrlDto)) input: CreateIncomingUrlDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const url = await this.urls.create(ctx, input);
    reply.header('location', `/v1/incoming-urls/${url.id}`);
    return tagged(reply, url);
  }

  @Get(':id')
  @Operation({ ...one, id: 'incoming_urls.get', summary: 'Get an incoming webhook URL', scope: incomingRead })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.urls.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'incoming_urls.update',
    summary: 'Change an incoming webhook URL',
    description: '`mapping` and `allowed_addresses` are the whole lists.',
    accepts: UpdateIncomingUrlDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url') id: string,
    @Body(validated(UpdateIncomingUrlDto)) input: UpdateIncomingUrlDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.urls.update(ctx, { id, ifMatch }, input));
  }

  @Post(':id/rotate')
  @Operation({
    ...change,
    id: 'incoming_urls.rotate',
    summary: 'Give an incoming webhook URL another address',
    description: 'The address before works on for `overlap_seconds`, so that nothing is lost meanwhile.',
    accepts: RotateIncomingUrlDto,
    returns: ShownIncomingUrlDto,
  })
  async rotate(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url') id: string,
    @Body(validated(RotateIncomingUrlDto)) input: RotateIncomingUrlDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.urls.rotate(ctx, { id, ifMatch }, input));
  }

  @Delete(':id')
  @Operation({
    ...change,
    id: 'incoming_urls.delete',
    summary: 'Delete an incoming webhook URL',
    description: 'With what is kept of payloads. The records that were made stay.',
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.urls.remove(ctx, { id, ifMatch }));
  }

  @Post(':id/try')
  @Operation({
    id: 'incoming_urls.try',
    summary: 'Try what becomes of a payload',
    description:
      'The fields that the mapping makes of it, and whether a record could be made. Nothing is stored.',
    scope: incomingManage,
    accepts: TryIncomingDto,
    returns: IncomingTrialDto,
    problems: [404],
  })
  try(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url') id: string,
    @Body(validated(TryIncomingDto)) input: TryIncomingDto,
  ): Promise<IncomingTrialDto> {
    return this.trials.try(ctx, id, input);
  }
}
