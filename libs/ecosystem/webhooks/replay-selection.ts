import { type EventFilter, matchesType, meetingFilters, readEventFilter } from '@ecosystem/event-log';
import type { Sql, Transaction } from '@platform/database';
import { readEvents } from '@platform/events';

import { PAGE_SIZE } from './ordering';
import { type FeedItem, matchesOf, sentAnyway } from './subscriptions';

/** What of the log a replay sends. */
export interface ReplayRange {
  readonly workspace_id: string;
  readonly endpoint_id: string;
  readonly to_sequence: string;
  readonly types: readonly string[] | null;
  readonly checked_filter: unknown;
}

/** A part of the log, and what of it belongs to the replay. */
export interface ReplayPage<Item = FeedItem> {
  readonly looked: readonly Item[];
  readonly chosen: readonly Item[];
  /** Whether there is nothing behind it. */
  readonly isLast: boolean;
}

/** Reads on from a place: what the endpoint takes now, and the replay asks for. */
export async function readLogPage(tx: Transaction, replay: ReplayRange, from: string): Promise<ReplayPage> {
  const looked = await tx.sql<FeedItem>('replays.read_log', READ_LOG, [
    replay.workspace_id,
    from,
    replay.to_sequence,
    PAGE_SIZE,
  ]);
  const { workspace_id: workspaceId, endpoint_id: endpointId } = replay;
  const matches = await matchesOf(tx, { workspaceId, endpointId }, looked);
  const chosen = await asked(
    tx,
    replay,
    matches.map(({ item }) => item),
  );
  return { looked, chosen, isLast: looked.length < PAGE_SIZE };
}

/** A delivery that failed. */
export interface FailedOne {
  readonly id: string;
  readonly workspace_id: string;
  readonly event_day: string;
  readonly event_id: string;
  readonly record_id: string | null;
  readonly type: string;
}

/** The failed deliveries of an endpoint behind an event, one for each event. */
export async function readFailedPage(
  tx: Transaction,
  replay: ReplayRange & { readonly from_sequence: string },
  from: string,
): Promise<ReplayPage<FailedOne>> {
  const looked = await tx.sql<FailedOne>('replays.read_failed', READ_FAILED, [
    replay.workspace_id,
    replay.endpoint_id,
    from,
    replay.from_sequence,
    replay.to_sequence,
    PAGE_SIZE,
  ]);
  return { looked, chosen: await asked(tx, replay, looked), isLast: looked.length < PAGE_SIZE };
}

interface Typed {
  readonly workspace_id: string;
  readonly event_day: string;
  readonly event_id: string;
  readonly type: string;
}

/** Those of the types and the filter that the replay names; of an event past its retention nothing is known that could meet one. */
async function asked<Item extends Typed>(
  sql: Sql,
  { endpoint_id: endpointId, types, checked_filter: checked }: ReplayRange,
  items: readonly Item[],
): Promise<Item[]> {
  const typed = items.filter(({ type }) => types === null || types.some((one) => matchesType(one, type)));
  const filter: EventFilter | null = readEventFilter(checked);
  if (filter === null) return typed;
  const events = await readEvents(sql, typed);
  const known = typed.flatMap((item) => {
    const event = events.get(item.event_id);
    return event ? [{ item, event, filter }] : [];
  });
  const broken = ({ item }: { item: Item }, error: unknown) => sentAnyway(endpointId, item.event_id, error);
  return (await meetingFilters(sql, known, broken)).map(({ item }) => item);
}

const READ_LOG = `
  SELECT day, pos, sequence, event_day, event_id, workspace_id, type, scope FROM feed
  WHERE workspace_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4`;

const READ_FAILED = `
  SELECT DISTINCT ON (event_id) id, workspace_id, event_day, event_id, record_id, type FROM delivery_log
  WHERE workspace_id = $1 AND endpoint_id = $2 AND state = 'failed' AND event_id > $3
    AND sequence BETWEEN $4 AND $5
  ORDER BY event_id LIMIT $6`;
