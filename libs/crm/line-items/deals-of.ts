import type { Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { LineItem } from './line-item.entity';

/** What lines need to know of their deal. */
export interface PricedDeal {
  readonly id: string;
  /** Of its lines; of its amount when it has none, and of the workspace when it has no amount either. */
  readonly currency: string;
  readonly lines: number;
  readonly last_position: number | null;
}

/** The deals that the edited lines belong to, by id: one query. */
export async function dealsOf(
  edits: readonly Edit<LineItem>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<ReadonlyMap<string, PricedDeal>> {
  const ids = [...new Set(edits.map(({ row }) => row.deal_id))];
  const deals = await tx.sql<PricedDeal>('line_items.deals', DEALS, [ctx.workspaceId, ids]);
  return new Map(deals.map((deal) => [deal.id, deal]));
}

const DEALS = `
  SELECT d.id, coalesce(l.currency, d.amount_currency, w.currency) AS currency, l.lines, l.last_position
  FROM deals AS d JOIN workspaces AS w ON w.id = $1
  CROSS JOIN LATERAL (
    SELECT min(currency) AS currency, count(*)::int AS lines, max(position) AS last_position FROM line_items
    WHERE workspace_id = $1 AND deal_id = d.id AND deleted_at IS NULL) AS l
  WHERE d.workspace_id = $1 AND d.id = ANY($2)`;
