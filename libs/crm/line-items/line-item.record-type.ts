import { dealType } from '@crm/deals';
import { defineRecordType } from '@crm/records';

import { dealsFollow } from './deals-follow';
import { CreateLineItemDto, LineItemDto, UpdateLineItemDto } from './line-item.dto';
import { LineItem } from './line-item.entity';
import { lineItemRules } from './line-item-rules';

/** Written in turns per deal: the deal's amount follows from all of its lines. */
export const lineItemType = defineRecordType<LineItem>({
  name: 'line_item',
  plural: 'line_items',
  words: { one: 'a line item', many: 'line items' },
  row: LineItem,
  create: CreateLineItemDto,
  update: UpdateLineItemDto,
  view: LineItemDto,
  scopes: { ...dealType.scopes, delete: dealType.scopes.write },
  parent: { kind: 'deal', plural: 'deals', field: 'deal_id', inTurns: true },
  tells: Object.fromEntries(
    ['unit_price', 'discount', 'net', 'tax', 'total'].map((price) => [price, ['deal.amount']]),
  ),
  defaultSort: 'position',
  sorts: { position: { column: 'position' } },
  rules: lineItemRules,
  consequences: dealsFollow,
});
