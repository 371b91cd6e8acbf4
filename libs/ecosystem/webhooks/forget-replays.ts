import type { Sql } from '@platform/database';
import { KEPT_DAYS } from '@platform/events';

/** Removes replays that ended as long ago as deliveries are kept; nothing that they sent is listed any more. */
export async function forgetReplays(sql: Sql, now: Date): Promise<void> {
  await sql.sql('replays.forget', FORGET, [now, KEPT_DAYS]);
}

const FORGET = "DELETE FROM webhook_replays WHERE finished_at < $1::timestamptz - $2 * interval '1 day'";
