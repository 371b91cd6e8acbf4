import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, type Page, RequestContext, validatedQuery } from '@platform/http';

import { LoggedRequestDetailsDto, LoggedRequestDto } from './logged-request.dto';
import { RequestLogQueryDto } from './request-log-query.dto';
import { requestLogRead } from './request-log-read.scope';
import { RequestLogReader } from './request-log-reader';

/** `/v1/request-log`: what was asked of the API, and how it was answered. */
@ApiTags('request_log')
@Controller('v1/request-log')
export class RequestLogController {
  constructor(private readonly log: RequestLogReader) {}

  @Get()
  @Operation({
    id: 'request_log.list',
    summary: 'List API requests',
    description:
      'The requests of the last 7 days that came with a good credential, the newest first; one appears about a second after its answer. Admins and keys see those of the whole workspace, other members those of their own credentials, and an app its own. Reading this log is not logged.',
    scope: requestLogRead,
    query: RequestLogQueryDto,
    returns: { pageOf: LoggedRequestDto },
    unlogged: true,
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(RequestLogQueryDto)) query: RequestLogQueryDto,
  ): Promise<Page<LoggedRequestDto>> {
    return this.log.list(ctx, query);
  }

  @Get(':id')
  @Operation({
    id: 'request_log.get',
    summary: 'Read one API request, with its bodies and what it caused',
    scope: requestLogRead,
    returns: LoggedRequestDetailsDto,
    problems: [404],
    unlogged: true,
  })
  get(@Ctx() ctx: RequestContext, @IdParam('logged_request') id: string): Promise<LoggedRequestDetailsDto> {
    return this.log.get(ctx, id);
  }
}
