import { Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, type Page, RequestContext, validatedQuery } from '@platform/http';

import { CaptureWork } from './capture-work';
import { Captures, captureView } from './captures';
import { CaptureQueryDto, IncomingCaptureDto } from './incoming-capture.dto';
import { incomingManage, incomingRead } from './incoming-scopes';
import { IncomingUrlsService } from './incoming-urls.service';

/** `/v1/incoming-urls/{url_id}/captures`: payloads as they came. */
@ApiTags('incoming_captures')
@Controller('v1/incoming-urls/:url_id/captures')
export class IncomingCapturesController {
  constructor(
    private readonly urls: IncomingUrlsService,
    private readonly captures: Captures,
    private readonly work: CaptureWork,
  ) {}

  @Get()
  @Operation({
    id: 'incoming_captures.list',
    summary: 'List the payloads of an incoming webhook URL, the newest first',
    description:
      'The last 10 that something was made of, for a week, and those that failed, for a month. A secret in them is left out.',
    scope: incomingRead,
    query: CaptureQueryDto,
    returns: { pageOf: IncomingCaptureDto },
    problems: [404],
  })
  async list(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url', 'url_id') urlId: string,
    @Query(validatedQuery(CaptureQueryDto)) query: CaptureQueryDto,
  ): Promise<Page<IncomingCaptureDto>> {
    await this.urls.find(ctx, urlId);
    return this.captures.list(ctx, urlId, query);
  }

  @Get(':id')
  @Operation({
    id: 'incoming_captures.get',
    summary: 'Get a payload',
    scope: incomingRead,
    returns: IncomingCaptureDto,
    problems: [404],
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url', 'url_id') urlId: string,
    @IdParam('incoming_capture') id: string,
  ): Promise<IncomingCaptureDto> {
    return captureView(await this.captures.find(ctx, urlId, id));
  }

  @Post(':id/retry')
  @Operation({
    id: 'incoming_captures.retry',
    summary: 'Make a record of a payload that failed',
    description: 'By the mapping as it is now. 409 `capture_done` when there is a record of it already.',
    scope: incomingManage,
    returns: IncomingCaptureDto,
    writes: true,
    problems: [404, 409],
  })
  retry(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url', 'url_id') urlId: string,
    @IdParam('incoming_capture') id: string,
  ): Promise<IncomingCaptureDto> {
    return this.work.retry(ctx, { urlId, id });
  }

  @Delete(':id')
  @Operation({
    id: 'incoming_captures.delete',
    summary: 'Forget a payload',
    description: 'The record that was made of it stays.',
    scope: incomingManage,
    returns: IncomingCaptureDto,
    writes: true,
    problems: [404],
  })
  remove(
    @Ctx() ctx: RequestContext,
    @IdParam('incoming_url', 'url_id') urlId: string,
    @IdParam('incoming_capture') id: string,
  ): Promise<IncomingCaptureDto> {
    return this.work.remove(ctx, { urlId, id });
  }
}
