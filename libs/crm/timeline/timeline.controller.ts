import type { RecordType } from '@crm/records';
import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';

import { TimelineEntryDto, TimelineQueryDto } from './timeline.dto';
import { TimelineReader } from './timeline-reader';

/** The route that tells all that happened to one record: `GET /v1/deals/{id}/timeline`. */
export function timelineController(type: RecordType): Type {
  @ApiTags(type.plural)
  @Controller(`v1/${type.plural}/:id/timeline`)
  class TimelineController {
    constructor(private readonly timeline: TimelineReader) {}

    @Get()
    @Operation({
      id: `${type.plural}.list_timeline`,
      summary: `Tell what happened to ${type.words.one}`,
      description:
        'Its creation, changes and stage moves, and the activities and notes that belong to it, the newest first. An activity stands where it was done, until then where it was planned. Changes are told for as long as events are kept, 30 days. What the token may not read is left out. With `has_more` a page of chosen `kinds` may be short.',
      scope: type.scopes.read,
      query: TimelineQueryDto,
      returns: { pageOf: TimelineEntryDto },
      problems: [404],
    })
    list(
      @Ctx() ctx: RequestContext,
      @IdParam(type.name) id: string,
      @Query(validatedQuery(TimelineQueryDto)) query: TimelineQueryDto,
    ) {
      return this.timeline.page(ctx, type, id, query);
    }
  }

  return TimelineController;
}
