import { dealType, followLines, lineSums } from '@crm/deals';
import type { Consequence, Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { LineItem } from './line-item.entity';

/** The deals whose lines changed take over what these come to now. */
export async function dealsFollow(
  edits: readonly Edit<LineItem>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<Consequence[]> {
  const more = linesMore(edits);
  for (const id of await mergedDeals(edits, ctx, tx)) more.delete(id);
  const sums = await lineSums(tx, ctx.workspaceId, [...more.keys()]);
  const drafts = [...more].map(([id, added]) => {
    const sum = sums.get(id) ?? null;
    const hadLines = (sum?.lines ?? 0) - added > 0;
    return { action: 'update' as const, id, edit: followLines({ sum, hadLines }) };
  });
  return [{ type: dealType, drafts }];
}

/** Deals that lines leave because they were merged into the one to which these go: they stay as they were. */
async function mergedDeals(
  edits: readonly Edit<LineItem>[],
  { workspaceId }: RequestContext,
  tx: Transaction,
): Promise<string[]> {
  const left = edits.filter(isMoved).flatMap(({ before }) => before?.deal_id ?? []);
  if (left.length === 0) return [];
  const rows = await tx.sql<{ id: string }>('line_items.merged_deals', MERGED, [
    workspaceId,
    [...new Set(left)],
  ]);
  return rows.map(({ id }) => id);
}

const MERGED = 'SELECT id FROM deals WHERE workspace_id = $1 AND id = ANY($2) AND merged_into IS NOT NULL';

const isMoved = ({ before, row }: Edit<LineItem>): boolean =>
  before !== null && before.deal_id !== row.deal_id;

/** How many lines each deal has now more than before; one that comes from another deal is none that somebody has added. */
function linesMore(edits: readonly Edit<LineItem>[]): Map<string, number> {
  const more = new Map<string, number>();
  const count = (row: LineItem | null, by: number) => {
    if (row) more.set(row.deal_id, (more.get(row.deal_id) ?? 0) + (row.deleted_at === null ? by : 0));
  };
  for (const edit of edits) {
    count(edit.before, -1);
    if (isMoved(edit)) count(edit.row, 0);
    else count(edit.row, 1);
  }
  return more;
}
