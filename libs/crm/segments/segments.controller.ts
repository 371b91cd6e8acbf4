import { type ListQueryDto, listQueryOf, listQueryOfAny, type RecordType } from '@crm/records';
import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';

import { SegmentCountDto, SegmentCountQueryDto } from './segment.dto';
import { SEGMENT_SCOPES } from './segment.record-type';
import { SegmentReader } from './segment-reader';

/** The routes that read the records of segments, which are of these types. */
export function segmentsController(types: readonly RecordType[]): Type {
  const queries = new Map(types.map((type) => [type, validatedQuery(listQueryOf(type))]));

  @ApiTags('segments')
  @Controller('v1/segments/:id')
  class SegmentsController {
    constructor(private readonly segments: SegmentReader) {}

    @Get('members')
    @Operation({
      id: 'segments.members',
      summary: 'List the records of a segment',
      description:
        'What the list of its object answers, of the records that meet the filter now; needs the scope to read those.',
      scope: SEGMENT_SCOPES.read,
      query: listQueryOfAny(types),
      returns: { pageOfAny: types.map(({ view }) => view) },
      picks: true,
      problems: [404],
    })
    async members(
      @Ctx() ctx: RequestContext,
      @IdParam('segment') id: string,
      @Query() query: Readonly<Record<string, unknown>>,
    ) {
      const segment = await this.segments.find(ctx, id, types);
      const asked = queries.get(segment.type)?.transform(query, { type: 'query' }) as ListQueryDto;
      return this.segments.members(ctx, segment, asked);
    }

    @Get('count')
    @Operation({
      id: 'segments.count',
      summary: 'Count the records of a segment',
      scope: SEGMENT_SCOPES.read,
      query: SegmentCountQueryDto,
      returns: SegmentCountDto,
      problems: [404],
    })
    async count(
      @Ctx() ctx: RequestContext,
      @IdParam('segment') id: string,
      @Query(validatedQuery(SegmentCountQueryDto)) { count }: SegmentCountQueryDto,
    ): Promise<SegmentCountDto> {
      return this.segments.count(ctx, await this.segments.find(ctx, id, types), count);
    }
  }

  return SegmentsController;
}
