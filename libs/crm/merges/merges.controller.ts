import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, type Page, RequestContext, validatedQuery } from '@platform/http';

import { MergeDto, MergesQueryDto, UndoneMergeDto } from './merge.dto';
import { MergeReader } from './merge-reader';
import { Merges } from './merges';

/** `/v1/merges`: which records were merged, and the undoing of it. */
@ApiTags('merges')
@Controller('v1/merges')
export class MergesController {
  constructor(
    private readonly reader: MergeReader,
    private readonly merges: Merges,
  ) {}

  @Get()
  @Operation({
    id: 'merges.list',
    summary: 'List merges',
    description:
      'The newest first, of the kinds of record that the token may read (`contacts:read` …), and whose survivor the caller may read. The history is kept for ever, what an undo needs for 90 days.',
    scope: 'any',
    query: MergesQueryDto,
    returns: { pageOf: MergeDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(MergesQueryDto)) query: MergesQueryDto,
  ): Promise<Page<MergeDto>> {
    return this.reader.list(ctx, query);
  }

  @Get(':id')
  @Operation({
    id: 'merges.get',
    summary: 'Get a merge',
    scope: 'any',
    returns: MergeDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('merge') id: string): Promise<MergeDto> {
    return this.reader.get(ctx, id);
  }

  @Post(':id/undo')
  @Operation({
    id: 'merges.undo',
    summary: 'Undo a merge',
    description:
      'The merged records are there again, with what they had, and with the links that the merge has moved, as they were edited since. A field of the survivor goes back to what it was when it still has the value of the merge. What was linked anew, or came since, stays with the survivor. Possible for 90 days, the last merge of a survivor first. With `validate_only` it answers what it would do. Needs what the merge needed: the scopes to write and to delete this kind of record, and of a member the right to merge each of the records.',
    scope: 'any',
    returns: UndoneMergeDto,
    writes: true,
    problems: [404, 409, 422],
    cost: 20,
  })
  undo(@Ctx() ctx: RequestContext, @IdParam('merge') id: string) {
    return this.merges.undo(ctx, id);
  }
}
