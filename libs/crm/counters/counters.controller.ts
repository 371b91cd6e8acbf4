import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, defineScope, Operation, RequestContext, validatedQuery } from '@platform/http';

import { DealCounters } from './deal-counters';
import { DealCountersDto, DealCountersQueryDto } from './deal-counters.dto';

@ApiTags('deals')
@Controller('v1/deals/counters')
export class CountersController {
  constructor(private readonly counters: DealCounters) {}

  @Get()
  @Operation({
    id: 'deals.list_counters',
    summary: 'Count what waits for the owners of deals',
    description:
      'One entry for each owner, or the one that `owner_id` names. The same deals are found by the filters `{"activities": {"done": false, "due_at": {"lt": "now"}}}` and `{"not": {"activities": {"done": false}}}`. Needs `activities:read` as well.',
    scope: defineScope('deals:read', 'read deals'),
    query: DealCountersQueryDto,
    returns: { listOf: DealCountersDto },
  })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(DealCountersQueryDto)) { owner_id }: DealCountersQueryDto,
  ): Promise<{ data: DealCountersDto[] }> {
    return { data: await this.counters.count(ctx, owner_id) };
  }
}
