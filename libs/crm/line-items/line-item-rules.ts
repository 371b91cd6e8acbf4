import { decimal, discounted, isTooLarge, lineAmounts } from '@crm/money';
import type { Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { dealsOf, type PricedDeal } from './deals-of';
import { MAX_LINES } from './line-item.dto';
import type { LineItem } from './line-item.entity';
import { fillFromProduct, productsOf } from './product-of-line';

/** How far apart the positions of new lines are, so that others fit between them. */
const STEP = 10;

/** Every line is in its deal's currency, takes what is not said from its product, and knows what it comes to. */
export async function lineItemRules(
  edits: readonly Edit<LineItem>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const kept = edits.filter(({ action }) => action !== 'delete');
  if (kept.length === 0) return;
  const deals = await dealsOf(kept, ctx, tx);
  const products = await productsOf(kept, ctx, tx);
  const place = new Places(deals);
  for (const edit of kept) {
    const deal = deals.get(edit.row.deal_id);
    if (!deal) continue;
    inCurrencyOf(deal, edit);
    fillFromProduct(edit, products);
    edit.fill('quantity', '1');
    edit.fill('tax_rate', '0');
    edit.fill('tax_included', false);
    if ((edit.row.position as number | null) === null) edit.row.position = place.after(deal);
    amounts(edit);
  }
  notTooMany(edits, deals);
}

/** The ends of the lists of lines, while lines are added to them. */
class Places {
  private readonly last: Map<string, number>;

  constructor(deals: ReadonlyMap<string, PricedDeal>) {
    this.last = new Map([...deals].map(([id, { last_position }]) => [id, last_position ?? 0]));
  }

  after({ id }: PricedDeal): number {
    const next = Math.min((this.last.get(id) ?? 0) + STEP, 1_000_000);
    this.last.set(id, next);
    return next;
  }
}

/** A line that comes back, or comes from elsewhere, must be in the currency of those that are there. */
function inCurrencyOf({ currency, lines }: PricedDeal, edit: Edit<LineItem>): void {
  edit.fill('currency', currency);
  const comes = edit.action === 'restore' || (edit.before !== null && edit.changes('deal_id'));
  if (!comes || lines === 0 || edit.row.currency === currency) return;
  edit.fault('', 'currency_mismatch', `The other lines of this deal are in ${currency}`);
}

function amounts(edit: Edit<LineItem>): void {
  const { row } = edit;
  if ((row.unit_price as string | null) === null) return;
  const { discount } = row;
  const { full } = discounted(row);
  const most = discount?.type === 'percent' ? decimal('100') : full;
  if (discount && decimal(discount.value).gt(most) && !decimal(discount.value).isZero()) {
    edit.fault('/discount/value', 'too_large', 'The discount takes off more than the line costs');
    return;
  }
  Object.assign(row, lineAmounts(row, row.currency));
  if ([row.net, row.tax, row.total].some(isTooLarge)) {
    edit.fault('/unit_price', 'too_large', 'The line comes to more than 15 digits before the point');
  }
}

function notTooMany(edits: readonly Edit<LineItem>[], deals: ReadonlyMap<string, PricedDeal>): void {
  const counts = new Map([...deals].map(([id, { lines }]) => [id, lines]));
  const count = (id: string, more: number) => counts.set(id, (counts.get(id) ?? 0) + more);
  for (const { before, row } of edits) {
    if (before && before.deleted_at === null) count(before.deal_id, -1);
    if (row.deleted_at === null) count(row.deal_id, 1);
  }
  for (const edit of edits) {
    if ((counts.get(edit.row.deal_id) ?? 0) <= MAX_LINES || edit.action === 'update') continue;
    edit.fault('', 'too_many', `A deal has at most ${MAX_LINES} lines`);
  }
}
