import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import type { Actor } from '@platform/http';

import { SHARD } from './outbox';

/** An event with its place in its workspace's log. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  /** Dense per workspace, from 1. */
  readonly sequence: number;
  readonly workspace_id: string;
  readonly occurred_at: Date;
  readonly request_id: string;
  readonly actor: Actor;
  /** The public id of the credential that caused it. */
  readonly principal: string;
  /** What kind of thing it is about. */
  readonly object_kind: string;
  readonly data: { readonly object: object; readonly changes: object };
  /** When what it told was erased: of the thing only the id is left. */
  readonly erased_at: Date | null;
}

/** Where the log of a workspace begins and ends; `last` is 0 when nothing was ever logged. */
export interface LogBounds {
  readonly epoch: number;
  readonly earliest: number;
  readonly last: number;
}

/** What names an event in storage. */
export interface EventKey {
  readonly workspace_id: string;
  readonly event_day: string;
  readonly event_id: string;
}

/** Which part of a log to read. */
export interface LogRange {
  /** The position that was read last; the page goes on behind it. */
  readonly from: number;
  readonly direction: 'forward' | 'backward';
  /** Only these types; null for all. */
  readonly types: readonly string[] | null;
  /** What the reader holds: events of other scopes are left out. */
  readonly scopes: readonly string[];
  /** Only these events; undefined for all. They are few enough to be asked for at once. */
  readonly only?: readonly string[] | undefined;
  readonly limit: number;
}

/** Of which things events are looked for. */
export interface EventOrigin {
  /** The stored ids of what they are about: any of these. */
  readonly objectIds?: readonly string[] | undefined;
  /** The request that caused them. */
  readonly requestId?: string | undefined;
}

/** A page of the log; `reached` is how far it looked, past what it left out. */
export interface LogPage {
  readonly events: LoggedEvent[];
  readonly reached: number;
  readonly hasMore: boolean;
}

/** How many positions one page looks at: rare types must not make it read a whole log. */
const WINDOW = 10_000;

/** Reads the log of a workspace in the order of its sequence. */
@Injectable()
export class EventLog {
  constructor(private readonly database: Database) {}

  async bounds(workspaceId: string): Promise<LogBounds> {
    const [row] = await this.database.sql<{ epoch: number; last: string; earliest: string | null }>(
      'log.bounds',
      BOUNDS,
      [SHARD, workspaceId],
    );
    const last = Number(row?.last ?? 0);
    return { epoch: row?.epoch ?? 1, last, earliest: Number(row?.earliest ?? last + 1) };
  }

  /** The newest sequence of a workspace: cheap enough to ask again and again. */
  async last(workspaceId: string): Promise<number> {
    const [row] = await this.database.sql<{ sequence: string }>('log.last', LAST, [workspaceId]);
    return Number(row?.sequence ?? 0);
  }

  /** Reads within `bounds`, which the caller has just asked for. */
  async page(workspaceId: string, range: LogRange, { earliest, last }: LogBounds): Promise<LogPage> {
    const isForward = range.direction === 'forward';
    const window = range.only ? Number.POSITIVE_INFINITY : WINDOW;
    const low = isForward ? range.from + 1 : Math.max(earliest, range.from - window);
    const high = isForward ? Math.min(last, range.from + window) : range.from - 1;
    const rows = await this.rows(workspaceId, range, [low, high]);
    const kept = rows.slice(0, range.limit);
    const events = await this.withEvents(workspaceId, kept);
    if (rows.length > range.limit) return { events, reached: Number(kept.at(-1)?.sequence), hasMore: true };
    if (isForward) return { events, reached: Math.max(range.from, high), hasMore: high < last };
    return { events, reached: Math.min(range.from, low), hasMore: low > earliest };
  }

  /** The ids of the events of a thing or of a request, at most the latest 10,000; undefined when nothing is asked for. */
  async idsOf(workspaceId: string, { objectIds, requestId }: EventOrigin): Promise<string[] | undefined> {
    const asked = [
      ...(objectIds === undefined ? [] : [['log.of_objects', OF_OBJECTS, objectIds] as const]),
      ...(requestId === undefined ? [] : [['log.of_request', OF_REQUEST, requestId] as const]),
    ];
    let found: string[] | undefined;
    for (const [name, text, value] of asked) {
      const rows = await this.database.sql<{ id: string }>(name, text, [workspaceId, value]);
      const ids = new Set(rows.map(({ id }) => id));
      found = found ? found.filter((id) => ids.has(id)) : [...ids];
    }
    return found;
  }

  /** One event of the log, or null when it is not there (yet, any more, in this workspace, or for these scopes). */
  async find(workspaceId: string, eventId: string, scopes: readonly string[]): Promise<LoggedEvent | null> {
    const rows = await this.database.sql<FeedRow>('log.find', FIND, [workspaceId, eventId, scopes]);
    const [event] = await this.withEvents(workspaceId, rows.slice(0, 1));
    return event ?? null;
  }

  private rows(
    workspaceId: string,
    { direction, scopes, types, limit, only }: LogRange,
    [low, high]: readonly [number, number],
  ): Promise<FeedRow[]> {
    const isForward = direction === 'forward';
    const name = `log.${direction}${only ? '_of' : ''}`;
    const order = isForward ? 'ORDER BY sequence LIMIT $6' : 'ORDER BY sequence DESC LIMIT $6';
    const text = `${PAGE} ${only ? 'AND event_id = ANY ($7::uuid[])' : ''} ${order}`;
    const values = [workspaceId, low, high, scopes, types, limit + 1, ...(only ? [only] : [])];
    return this.database.sql<FeedRow>(name, text, values);
  }

  private async withEvents(workspaceId: string, rows: readonly FeedRow[]): Promise<LoggedEvent[]> {
    if (rows.length === 0) return [];
    const events = await this.database.sql<EventRow>('log.events', EVENTS, [
      workspaceId,
      [...new Set(rows.map((row) => row.event_day))],
      rows.map((row) => row.event_id),
    ]);
    const byId = new Map(events.map((event) => [event.id, storedEvent(event)]));
    return rows.flatMap(({ event_id: id, sequence }) => {
      const event = byId.get(id);
      return event ? [{ ...event, sequence: Number(sequence) }] : [];
    });
  }
}

/** An event before its place in the log is known. */
export type StoredEvent = Omit<LoggedEvent, 'sequence'>;

type EventRow = Omit<StoredEvent, 'data'> & { readonly data: string };

const storedEvent = (row: EventRow): StoredEvent => ({
  ...row,
  data: JSON.parse(row.data) as StoredEvent['data'],
});

/** Reads stored events of any workspaces by their keys; one that is past its retention is missing from the answer. */
export async function readEvents(
  connection: Sql,
  keys: readonly EventKey[],
): Promise<Map<string, StoredEvent>> {
  if (keys.length === 0) return new Map();
  const rows = await connection.sql<EventRow>('relay.events', EVENTS_OF_ANY, [
    [...new Set(keys.map((key) => key.workspace_id))],
    [...new Set(keys.map((key) => key.event_day))],
    [...new Set(keys.map((key) => key.event_id))],
  ]);
  return new Map(rows.map((row) => [row.id, storedEvent(row)]));
}

/** Those of some events of any workspaces that were erased. */
export async function erasedAmong(connection: Sql, keys: readonly EventKey[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await connection.sql<{ id: string }>('relay.erased', ERASED_OF_ANY, [
    [...new Set(keys.map((key) => key.workspace_id))],
    [...new Set(keys.map((key) => key.event_day))],
    [...new Set(keys.map((key) => key.event_id))],
  ]);
  return new Set(rows.map((row) => row.id));
}

/** Which object each of these events is about; one that is past its retention is missing from the answer. */
export async function readRecordIds(
  connection: Sql,
  keys: readonly EventKey[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await connection.sql<{ id: string; object_id: string }>('relay.records', RECORDS_OF_ANY, [
    [...new Set(keys.map((key) => key.workspace_id))],
    [...new Set(keys.map((key) => key.event_day))],
    [...new Set(keys.map((key) => key.event_id))],
  ]);
  return new Map(rows.map((row) => [row.id, row.object_id]));
}

interface FeedRow extends EventKey {
  readonly sequence: string;
}

const BOUNDS = `
  SELECT log_epoch AS epoch,
    coalesce((SELECT sequence FROM workspace_sequences WHERE workspace_id = $2), 0) AS last,
    (SELECT sequence FROM feed WHERE workspace_id = $2 ORDER BY sequence LIMIT 1) AS earliest
  FROM shards WHERE shard = $1`;

const LAST = 'SELECT sequence FROM workspace_sequences WHERE workspace_id = $1';

const PAGE = `
  SELECT workspace_id, event_day, event_id, sequence FROM feed
  WHERE workspace_id = $1 AND sequence BETWEEN $2 AND $3 AND scope = ANY ($4::text[])
    AND ($5::text[] IS NULL OR type = ANY ($5::text[]))`;

const OF_OBJECTS =
  'SELECT id FROM events WHERE workspace_id = $1 AND object_id = ANY ($2::uuid[]) ORDER BY id DESC LIMIT 10000';

const OF_REQUEST =
  'SELECT id FROM events WHERE workspace_id = $1 AND request_id = $2 ORDER BY id DESC LIMIT 10000';

const FIND =
  'SELECT workspace_id, event_day, event_id, sequence FROM feed WHERE workspace_id = $1 AND event_id = $2 AND scope = ANY ($3::text[])';

const COLUMNS =
  'id, type, workspace_id, occurred_at, request_id, actor, principal, object_kind, data, erased_at';

const EVENTS = `
  SELECT ${COLUMNS} FROM events WHERE workspace_id = $1 AND day = ANY ($2::date[]) AND id = ANY ($3::uuid[])`;

const EVENTS_OF_ANY = `
  SELECT ${COLUMNS} FROM events
  WHERE workspace_id = ANY ($1::uuid[]) AND day = ANY ($2::date[]) AND id = ANY ($3::uuid[])`;

const ERASED_OF_ANY = `
  SELECT id FROM events
  WHERE workspace_id = ANY ($1::uuid[]) AND day = ANY ($2::date[]) AND id = ANY ($3::uuid[]) AND erased_at IS NOT NULL`;
const RECORDS_OF_ANY = `
  SELECT id, object_id FROM events
  WHERE workspace_id = ANY ($1::uuid[]) AND day = ANY ($2::date[]) AND id = ANY ($3::uuid[])`;
