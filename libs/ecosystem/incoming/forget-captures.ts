import type { Sql } from '@platform/database';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long payloads are kept: those that something was made of, to see what comes; the others, to be mended. */
const DAYS = { done: 7, failed: 30 } as const;
const AT_ONCE = 1000;

/** Forgets payloads of whatever workspace; answers whether there may be more. */
export async function forgetCaptures(sql: Sql, now: Date): Promise<boolean> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const gone = await sql.sql('incoming_captures.forget', FORGET, [
    before(DAYS.done),
    before(DAYS.failed),
    AT_ONCE,
  ]);
  return gone.length === AT_ONCE;
}

const FORGET = `
  DELETE FROM incoming_captures WHERE (workspace_id, id) IN (
    SELECT workspace_id, id FROM incoming_captures
    WHERE received_at < CASE state WHEN 'done' THEN $1::timestamptz ELSE $2::timestamptz END LIMIT $3
  ) RETURNING id`;
