import { BRIEFLY, type Sql, type Transaction } from '@platform/database';
import { SHARD } from '@platform/events';
import { invalidRequest, isInstant } from '@platform/http';
import { firstUuidOf } from '@platform/ids';

const DAY_MS = 24 * 60 * 60 * 1000;

/** From where a stopped endpoint goes on. */
export type ResumeFrom = 'stop' | 'now' | Date;

/** Problem: 400 for what is neither a word that is known nor a time. */
export function resumeFrom(text: string): ResumeFrom {
  if (text === 'stop' || text === 'now') return text;
  if (isInstant(text)) return new Date(text);
  throw invalidRequest([
    {
      pointer: '/from',
      code: 'wrong_format',
      detail: 'Say "stop", "now", or a time with its zone (RFC 3339), such as "2026-11-21T09:30:00Z"',
    },
  ]);
}

/**
 * Holds the log and its fan-out still until the transaction ends, which must be soon; comes before the lock on any lane. Everybody waits
 * for this one: a process that freezes is not waited for as long as in other transactions.
 */
export async function holdLog(tx: Transaction): Promise<void> {
  await tx.sql('transaction.briefly', IDLE_BRIEFLY, [String(BRIEFLY.idleMs)]);
  await tx.sql('shards.lock', 'SELECT pos FROM shards WHERE shard = $1 FOR UPDATE', [SHARD]);
}

/** The newest place of a workspace's log, 0 when nothing was ever logged. */
export async function lastSequence(connection: Sql, workspaceId: string): Promise<number> {
  const [row] = await connection.sql<{ sequence: string }>('log.last', LAST, [workspaceId]);
  return Number(row?.sequence ?? 0);
}

/**
 * The place behind which everything stands that happened at a time or later. Ids of events tell when they were written,
 * and the log holds rising places in rising days: the first day that has such an event has the first of them.
 */
export async function sequenceBefore(connection: Sql, workspaceId: string, time: Date): Promise<number> {
  const first = firstUuidOf(time);
  const [range] = await connection.sql<{ first: string | null; last: string | null }>('log.days', DAYS, [
    workspaceId,
  ]);
  if (range?.first && range.last) {
    const last = Date.parse(range.last);
    // The clock of the database may be behind the one that the event is dated by.
    for (
      let day = Math.max(Date.parse(range.first), time.getTime() - DAY_MS);
      day <= last + DAY_MS;
      day += DAY_MS
    ) {
      const [row] = await connection.sql<{ sequence: string | null }>('log.first_of_day', FIRST_OF_DAY, [
        workspaceId,
        first,
        new Date(day).toISOString().slice(0, 10),
      ]);
      if (row?.sequence) return Number(row.sequence) - 1;
    }
  }
  return lastSequence(connection, workspaceId);
}

const IDLE_BRIEFLY = "SELECT set_config('idle_in_transaction_session_timeout', $1, true)";

const LAST = 'SELECT sequence FROM workspace_sequences WHERE workspace_id = $1';

const DAYS = `
  SELECT (SELECT day::text FROM feed WHERE workspace_id = $1 ORDER BY sequence LIMIT 1) AS first,
    (SELECT day::text FROM feed WHERE workspace_id = $1 ORDER BY sequence DESC LIMIT 1) AS last`;

const FIRST_OF_DAY = `
  SELECT min(sequence) AS sequence FROM feed WHERE workspace_id = $1 AND event_id >= $2 AND day = $3`;
