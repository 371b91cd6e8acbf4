import type { Sql } from '@platform/database';
import type { LogBounds } from '@platform/events';
import { timeOfUuid } from '@platform/ids';

/** Places are given at the commit, times when a write began: this much may lie between two of them. */
const DISORDER_MS = 10_000;

/**
 * The place in a workspace's log from which on everything is that happened at a time or later: found by halves, because places
 * rise with time. The place behind the last one when nothing did.
 */
export async function placeOf(
  connection: Sql,
  workspaceId: string,
  time: Date,
  { earliest, last }: LogBounds,
): Promise<number> {
  const wanted = time.getTime() - DISORDER_MS;
  let low = earliest;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await connection.sql<{ event_id: string; sequence: string }>('log.at', AT, [
      workspaceId,
      middle,
    ]);
    if (!row || timeOfUuid(row.event_id) >= wanted) high = middle;
    else low = Number(row.sequence) + 1;
  }
  return low;
}

const AT =
  'SELECT event_id, sequence FROM feed WHERE workspace_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT 1';
