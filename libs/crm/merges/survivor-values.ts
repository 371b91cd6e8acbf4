import type { Columns, RowPart } from '@crm/records';
import type { Sql } from '@platform/database';
import { unprocessable } from '@platform/http';

import { parentAbove } from './company-parents';
import { type Choice, type MergedValues, mergedValues } from './merged-values';
import type { Row } from './merging-records';
import type { Moving } from './moving';

interface Asked {
  readonly parts: readonly RowPart[];
  /** The survivor's first. */
  readonly rows: readonly Row[];
  readonly choice: Choice;
  readonly moving: Moving;
}

/** What the survivor gets, with what follows from the kind of record. Problem: 422 when external ids would be lost. */
export async function survivorValues(
  sql: Sql,
  workspaceId: string,
  { parts, rows, choice, moving }: Asked,
): Promise<MergedValues> {
  const found = mergedValues(parts, rows, choice);
  const tooMany = found.conflicts.find(({ field, leftOut }) => field === 'external_ids' && leftOut > 0);
  if (tooMany)
    throw unprocessable([
      {
        pointer: '/merge',
        code: 'too_many',
        detail: 'Together they have more external ids than one record can have',
      },
    ]);
  const values = new Map(found.values);
  if (moving.object === 'deal') followLines(values, rows, choice);
  if (moving.object === 'company') await settleParent(sql, workspaceId, { values, rows, moving });
  return { ...found, values };
}

/** An amount that follows from lines goes on doing so: the lines move, too. */
function followLines(values: Map<string, unknown>, rows: readonly Row[], { chosen }: Choice): void {
  const amount = values.get('amount');
  if (amount === undefined || chosen.has('amount')) return;
  const [value, currency] = amount as unknown[];
  const source = rows.find((row) => row.amount === value && row.amount_currency === currency);
  if (source?.amount_mode !== 'line_items') return;
  values.delete('amount');
  values.set('amount_mode', 'line_items');
}

/** A survivor below a company that is merged into it takes that one's place. */
async function settleParent(
  sql: Sql,
  workspaceId: string,
  {
    values,
    rows,
    moving,
  }: { readonly values: Map<string, unknown>; readonly rows: readonly Row[]; readonly moving: Moving },
): Promise<void> {
  const own = (rows[0] as Columns).parent_id ?? null;
  const wanted = values.has('parent_id') ? values.get('parent_id') : own;
  const parent = await parentAbove(
    sql,
    workspaceId,
    typeof wanted === 'string' ? wanted : null,
    new Set([...moving.from, moving.to]),
  );
  if (parent === own) values.delete('parent_id');
  else values.set('parent_id', parent);
}
