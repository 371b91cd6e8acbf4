import { isTooLarge } from '@crm/money';
import type { Edit, RecordRow } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { dayOf } from './day-of';
import { type Dated, worthOf } from './worth';

/** The columns of a record that has an amount, and knows what it is worth in the base currency. */
export interface Valued extends RecordRow {
  amount: string | null;
  amount_currency: string | null;
  amount_base: string | null;
  amount_base_currency: string | null;
}

/** When a record was closed; null while it is open, and for those that are never closed. */
type ClosedAt<Row> = (row: Row) => Date | null;

/**
 * Values amounts in the base currency when they are written, or their record is closed or opened again, by the latest rate on or
 * before that day; and those that have no value yet. Asks one query, and none when no edit is about an amount.
 */
export async function valueInBase<Row extends Valued>(
  edits: readonly Edit<Row>[],
  ctx: RequestContext,
  tx: Transaction,
  closedAt: ClosedAt<Row> = () => null,
): Promise<void> {
  const dated = ({ row }: Edit<Row>): Dated => ({
    currency: row.amount_currency ?? '',
    day: dayOf(closedAt(row) ?? ctx.now),
  });
  for (const edit of edits) if (edit.row.amount === null) setValue(edit, null);
  const priced = edits.filter((edit) => needsValue(edit, closedAt));
  if (priced.length === 0) return;
  const worth = await worthOf(tx, ctx.workspaceId, priced.map(dated));
  for (const edit of priced) {
    const amount = worth.inBase(edit.row.amount ?? '', dated(edit));
    setValue(edit, amount === null ? null : { amount, currency: worth.base });
  }
}

function needsValue<Row extends Valued>(edit: Edit<Row>, closedAt: ClosedAt<Row>): boolean {
  const { before, row } = edit;
  if (row.amount === null) return false;
  if (row.amount_base === null || edit.changes('amount') || edit.changes('amount_currency')) return true;
  return (closedAt(row) === null) !== (before === null || closedAt(before) === null);
}

function setValue(
  edit: Edit<Valued>,
  value: { readonly amount: string; readonly currency: string } | null,
): void {
  edit.row.amount_base = value?.amount ?? null;
  edit.row.amount_base_currency = value?.currency ?? null;
  if (value && isTooLarge(value.amount)) {
    edit.fault(
      '/amount',
      'too_large',
      'The amount has more than 15 digits before the point in the base currency',
    );
  }
}
