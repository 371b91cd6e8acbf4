import { dealType } from '@crm/deals';
import { Body, Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validated } from '@platform/http';

import { LineItemDto, ReplaceLineItemsDto } from './line-item.dto';
import { LineItems } from './line-items';

/** The route that sets all lines of a deal. */
@ApiTags('line_items')
@Controller('v1/deals/:deal_id/line-items')
export class LineItemsController {
  constructor(private readonly lines: LineItems) {}

  @Put()
  @Operation({
    id: 'line_items.replace',
    summary: 'Replace all line items of a deal',
    description:
      'The deal then has these lines in this order, and no others: those with an id are kept and become what is said, the others are new, and lines that are not here are deleted. All of it or nothing.',
    scope: dealType.scopes.write,
    accepts: ReplaceLineItemsDto,
    returns: { listOf: LineItemDto },
    writes: true,
    problems: [404],
  })
  async replace(
    @Ctx() ctx: RequestContext,
    @IdParam('deal', 'deal_id') dealId: string,
    @Body(validated(ReplaceLineItemsDto)) wanted: ReplaceLineItemsDto,
  ) {
    return { data: await this.lines.replace(ctx, dealId, wanted) };
  }
}
