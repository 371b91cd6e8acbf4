import { dealType } from '@crm/deals';
import { type FilterQuery, filterQueryOf } from '@crm/records';
import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validatedQuery } from '@platform/http';

import { DealTotals } from './deal-totals';
import { DealTotalsDto } from './deal-totals.dto';

/** The route that adds up deals; made when every record type is known, because filters look behind links. */
export function dealTotalsController(): Type {
  const query = filterQueryOf(dealType);

  @ApiTags('deals')
  @Controller('v1/deals/totals')
  class DealTotalsController {
    constructor(private readonly totals: DealTotals) {}

    @Get()
    @Operation({
      id: 'deals.totals',
      summary: 'Add up deals',
      description:
        'What the deals that meet a filter come to, by stage and currency, and all together in the base currency: open deals at the rates of today, closed ones at those of the day they were closed, which is their `amount_base`.',
      scope: dealType.scopes.read,
      query,
      returns: DealTotalsDto,
      cost: 3,
    })
    of(@Ctx() ctx: RequestContext, @Query(validatedQuery(query)) asked: FilterQuery): Promise<DealTotalsDto> {
      return this.totals.of(ctx, asked);
    }
  }

  return DealTotalsController;
}
