import type { Sql } from '@platform/database';

/** What the lines of a deal come to, with tax. */
export interface LineSum {
  readonly deal_id: string;
  readonly currency: string;
  readonly total: string;
  readonly lines: number;
}

/** What the lines of deals come to, by the id of the deal; nothing for those that have none. */
export async function lineSums(
  sql: Sql,
  workspaceId: string,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, LineSum>> {
  const sums = await sql.sql<LineSum>('deals.line_sums', SUMS, [workspaceId, dealIds]);
  return new Map(sums.map((sum) => [sum.deal_id, sum]));
}

/** A sum of numerics is exact. */
const SUMS = `
  SELECT deal_id, min(currency) AS currency, sum(total) AS total, count(*)::int AS lines
  FROM line_items WHERE workspace_id = $1 AND deal_id = ANY($2) AND deleted_at IS NULL GROUP BY deal_id`;
