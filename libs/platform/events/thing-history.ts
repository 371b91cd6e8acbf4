import type { Sql } from '@platform/database';
import type { Actor } from '@platform/http';

import type { Change } from './outbox';

/** One write of a thing, as its events tell it. */
export interface HistoricWrite {
  /** The version that it made. */
  readonly version: number;
  readonly at: Date;
  /** The stored id of its first event. */
  readonly eventId: string;
  /** The types of its events, in their order. */
  readonly types: readonly string[];
  readonly actor: Actor;
  readonly requestId: string;
  readonly changes: Readonly<Record<string, Change>>;
}

/** Which writes of a thing to read. */
export interface HistoryRange {
  /** The stored id of the thing. */
  readonly id: string;
  /** When it was created: nothing is older. */
  readonly since: Date;
  /** Only writes of smaller versions. */
  readonly below: number;
  /** Only events of these types. */
  readonly types: readonly string[];
  readonly limit: number;
}

/** The writes of one thing that are still told of, the newest first. */
export async function historyOf(
  sql: Sql,
  workspaceId: string,
  range: HistoryRange,
): Promise<HistoricWrite[]> {
  const { id, since, below, types, limit } = range;
  const rows = await sql.sql<HistoryRow>('events.history', QUERY, [
    workspaceId,
    id,
    since,
    below,
    types,
    limit,
  ]);
  return rows.map(({ data, ...row }) => ({
    ...row,
    changes: (JSON.parse(data) as { changes: HistoricWrite['changes'] }).changes,
  }));
}

type HistoryRow = Omit<HistoricWrite, 'changes'> & { readonly data: string };

/** A day before its creation: clocks differ. All events of a write have its data, its actor and its request. */
const QUERY = `
  SELECT object_version AS version, min(occurred_at) AS at, (array_agg(id ORDER BY id))[1] AS "eventId",
    array_agg(type ORDER BY id) AS types, (array_agg(actor ORDER BY id))[1] AS actor, min(request_id) AS "requestId",
    (array_agg(data ORDER BY id))[1] AS data
  FROM events
  WHERE workspace_id = $1 AND object_id = $2 AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date - 1
    AND object_version < $4 AND type = ANY ($5::text[])
  GROUP BY object_version ORDER BY object_version DESC LIMIT $6`;
