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
  return rows.map(({ data, ...row }) => ({ ...row, changes: changesIn(data) }));
}

/** A write of one of several things. */
export interface HistoricWriteOfAny extends HistoricWrite {
  /** The stored id of the thing. */
  readonly objectId: string;
}

/** Which writes of several things to read. */
export interface HistoryOfAny {
  readonly ids: readonly string[];
  /** Only writes before this time, or at it and before this event. */
  readonly before: { readonly at: string; readonly eventId: string } | null;
  readonly types: readonly string[];
  readonly limit: number;
}

/** The writes of several things that are still told of, the newest first. */
export async function historyOfAny(
  sql: Sql,
  workspaceId: string,
  { ids, before, types, limit }: HistoryOfAny,
): Promise<HistoricWriteOfAny[]> {
  const rows = await sql.sql<HistoryRow & { readonly objectId: string }>(
    'events.history_of_any',
    QUERY_OF_ANY,
    [workspaceId, ids, types, before?.at ?? 'infinity', before?.eventId ?? LAST_ID, limit],
  );
  return rows.map(({ data, ...row }) => ({ ...row, changes: changesIn(data) }));
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

type HistoryRow = Omit<HistoricWrite, 'changes'> & { readonly data: string };

const changesIn = (data: string): HistoricWrite['changes'] =>
  (JSON.parse(data) as Pick<HistoricWrite, 'changes'>).changes;

/** All events of a write have its data, its actor and its request. */
const COLUMNS = `object_version AS version, min(occurred_at) AS at, (array_agg(id ORDER BY id))[1] AS "eventId",
    array_agg(type ORDER BY id) AS types, (array_agg(actor ORDER BY id))[1] AS actor, min(request_id) AS "requestId",
    (array_agg(data ORDER BY id))[1] AS data`;

const QUERY_OF_ANY = `
  SELECT * FROM (
    SELECT object_id AS "objectId", ${COLUMNS} FROM events
    WHERE workspace_id = $1 AND object_id = ANY ($2::uuid[]) AND type = ANY ($3::text[])
    GROUP BY object_id, object_version
  ) AS writes
  WHERE (at, "eventId") < ($4::timestamptz, $5::uuid) ORDER BY at DESC, "eventId" DESC LIMIT $6`;

/** A day before its creation: clocks differ. */
const QUERY = `
  SELECT ${COLUMNS} FROM events
  WHERE workspace_id = $1 AND object_id = $2 AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date - 1
    AND object_version < $4 AND type = ANY ($5::text[])
  GROUP BY object_version ORDER BY object_version DESC LIMIT $6`;
