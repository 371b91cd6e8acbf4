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
  const sums = await lineSums(tx, ctx.workspaceId, [...more.keys()]);
  const drafts = [...more].map(([id, added]) => {
    const sum = sums.get(id) ?? null;
    const hadLines = (sum?.lines ?? 0) - added > 0;
    return { action: 'update' as const, id, edit: followLines({ sum, hadLines }) };
  });
  return [{ type: dealType, drafts }];
}

/** How many lines each deal has now more than before. */
function linesMore(edits: readonly Edit<LineItem>[]): ReadonlyMap<string, number> {
  const more = new Map<string, number>();
  const count = (row: LineItem | null, by: number) => {
    if (row) more.set(row.deal_id, (more.get(row.deal_id) ?? 0) + (row.deleted_at === null ? by : 0));
  };
  for (const { before, row } of edits) {
    count(before, -1);
    count(row, 1);
  }
  return more;
}
