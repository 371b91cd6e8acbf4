import { decimal, decimalsOf, isTooLarge, printed } from '@crm/money';
import type { Draft, Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import { type RequestContext, unprocessable } from '@platform/http';

import type { Deal } from './deal.entity';
import { type LineSum, lineSums } from './line-sums';

/** What became of the lines of a deal. */
interface Followed {
  /** What they come to; null when there are none. */
  readonly sum: LineSum | null;
  readonly hadLines: boolean;
}

/**
 * Lets a deal follow its lines: the first line makes its amount theirs, the last one that goes leaves nothing of it; a deal
 * whose amount is typed by hand keeps that while it has lines.
 */
export const followLines =
  ({ sum, hadLines }: Followed): Draft<Deal>['edit'] =>
  (deal) => {
    if (sum && !hadLines) deal.amount_mode = 'line_items';
    if (deal.amount_mode === 'line_items') take(deal, sum);
    else if (sum) refuseOtherCurrency(deal, sum);
    return NOTHING_GIVEN;
  };

const NOTHING_GIVEN: ReadonlySet<string> = new Set();

function take(deal: Deal, sum: LineSum | null): void {
  if (!sum) {
    deal.amount_mode = 'manual';
    deal.amount = printed(decimal('0'), decimalsOf(deal.amount_currency ?? ''));
    return;
  }
  if (isTooLarge(sum.total)) {
    const detail = 'The lines of the deal come to more than 15 digits before the point';
    throw unprocessable([{ pointer: '', code: 'too_large', detail }]);
  }
  Object.assign(deal, { amount: sum.total, amount_currency: sum.currency });
}

function refuseOtherCurrency({ amount_currency }: Deal, { currency }: LineSum): void {
  if (amount_currency === null || amount_currency === currency) return;
  const detail = `The amount of this deal is typed by hand in ${amount_currency}: change it first`;
  throw unprocessable([{ pointer: '/currency', code: 'currency_mismatch', detail }]);
}

/** An amount that follows from lines is not typed by hand, and one that is typed is in the currency of the lines. */
export async function amountRules(
  edits: readonly Edit<Deal>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  for (const edit of edits) edit.fill('amount_mode', 'manual');
  const asking = edits.filter(asksForLines);
  if (asking.length === 0) return;
  const known = asking.flatMap(({ before }) => before?.id ?? []);
  const sums = known.length > 0 ? await lineSums(tx, ctx.workspaceId, known) : new Map<string, LineSum>();
  for (const edit of asking) {
    const sum = sums.get(edit.row.id);
    if (edit.row.amount_mode === 'line_items') ofLines(edit, sum);
    else if (sum && edit.row.amount_currency !== sum.currency) {
      const detail = `The lines of this deal are in ${sum.currency}: replace them to change the currency`;
      edit.fault('/amount/currency', 'currency_mismatch', detail);
    }
  }
}

/** Whether a caller wants something of the amount that the lines have a say in. */
function asksForLines(edit: Edit<Deal>): boolean {
  const { given, row } = edit;
  if (row.amount_mode === 'line_items') return given.has('amount') || edit.changes('amount_mode');
  return (
    edit.before !== null && given.has('amount') && row.amount !== null && edit.changes('amount_currency')
  );
}

function ofLines(edit: Edit<Deal>, sum: LineSum | undefined): void {
  const { row, given } = edit;
  if (!sum) {
    edit.fault(
      '/amount_mode',
      'no_line_items',
      'The deal has no line items: give it some, and its amount follows',
    );
    return;
  }
  const isSame =
    row.amount_currency === sum.currency && row.amount !== null && decimal(row.amount).eq(sum.total);
  if (given.has('amount') && !isSame) {
    const detail =
      'The amount follows from the line items: change those, or set amount_mode to manual as well';
    edit.fault('/amount', 'amount_of_line_items', detail);
    return;
  }
  Object.assign(row, { amount: sum.total, amount_currency: sum.currency });
}
