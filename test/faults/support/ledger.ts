import { createHash } from 'node:crypto';

import { toTypeId } from '@platform/ids';

import type { Receiver } from '../../webhooks/support/receiver';

/** Asks the database of a test. */
export type Look = <Row>(text: string, params?: readonly unknown[]) => Promise<Row[]>;

interface Committed {
  readonly id: string;
  readonly object_id: string;
  readonly object_version: number;
  readonly sequence: string | null;
}

/** Books that must agree: what was committed and what a receiver saw. */
export interface Ledger {
  readonly look: Look;
  readonly workspaceId: string;
  /** The stored id of the endpoint, and which types it takes, as LIKE says it. */
  readonly endpointId: string;
  readonly types: string;
  readonly receiver: Receiver;
}

/** How many events there were, and how many requests more than that came. */
export interface Balance {
  readonly events: number;
  readonly duplicates: number;
}

/** Waits for nothing: whether everything that is committed is in the log, fanned out and finished. */
export async function isQuiet({ look, endpointId }: Pick<Ledger, 'look' | 'endpointId'>): Promise<boolean> {
  const [row] = await look<{ quiet: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM outbox) AND NOT EXISTS (SELECT FROM shards WHERE fan_pos < pos)
       AND NOT EXISTS (SELECT FROM deliveries WHERE endpoint_id = $1) AS quiet`,
    [endpointId],
  );
  return row?.quiet === true;
}

/**
 * Every committed event is in the log once, at a place of its own in a row without gaps, in the order of its record's versions;
 * the receiver got each of them and nothing that was undone, repetitions under the same id with the same bytes.
 */
export async function expectBalanced(ledger: Ledger): Promise<Balance> {
  await expectDenseLog(ledger);
  const events = await ledger.look<Committed>(
    `SELECT id, object_id, object_version, sequence FROM events
     LEFT JOIN feed ON feed.workspace_id = events.workspace_id AND event_id = id
     WHERE events.workspace_id = $1 AND events.type LIKE $2 ORDER BY sequence`,
    [ledger.workspaceId, ledger.types],
  );
  expect(events.filter(({ sequence }) => sequence === null)).toEqual([]);
  for (const own of Map.groupBy(events, (event) => event.object_id).values()) {
    const versions = own.map((event) => event.object_version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  }
  const received = Map.groupBy(ledger.receiver.requests, ({ headers }) => String(headers['webhook-id']));
  const committed = events.map(({ id }) => toTypeId('event', id));
  expect(differenceOf(committed, received.keys())).toEqual({ missing: [], surplus: [] });
  for (const copies of received.values()) {
    expect(new Set(copies.map(({ body }) => createHash('sha256').update(body).digest('hex'))).size).toBe(1);
  }
  await expectFinished(ledger, events.length);
  return { events: events.length, duplicates: ledger.receiver.requests.length - events.length };
}

/** `pos` has no gap and no repetition, nor has the `sequence` of any workspace; the counters say the same. */
export async function expectDenseLog({ look }: Pick<Ledger, 'look'>): Promise<void> {
  const faults = await look(
    `SELECT 'pos' AS what, shard::text AS of, count(*), count(DISTINCT pos) AS different, max(pos) AS last FROM feed
     GROUP BY shard HAVING count(*) <> max(pos) OR count(DISTINCT pos) <> count(*)
     UNION ALL
     SELECT 'sequence', workspace_id::text, count(*), count(DISTINCT feed.sequence), max(counter.sequence)
     FROM feed JOIN workspace_sequences AS counter USING (workspace_id) GROUP BY workspace_id
     HAVING count(*) <> max(feed.sequence) OR count(DISTINCT feed.sequence) <> count(*)
       OR max(counter.sequence) <> max(feed.sequence)`,
  );
  expect(faults).toEqual([]);
}

async function expectFinished({ look, endpointId }: Ledger, events: number): Promise<void> {
  const states = await look(
    `SELECT state, count(*)::integer, count(DISTINCT event_id)::integer AS events FROM (
       SELECT state, event_id FROM delivery_log WHERE endpoint_id = $1
       UNION ALL SELECT 'pending', event_id FROM deliveries WHERE endpoint_id = $1) AS every GROUP BY state`,
    [endpointId],
  );
  expect(states).toEqual([{ state: 'delivered', count: events, events }]);
}

/** Which of the wanted are missing, and what is there that nobody wanted. */
function differenceOf(wanted: readonly string[], present: Iterable<string>) {
  const there = new Set(present);
  const wantedOnes = new Set(wanted);
  return {
    missing: wanted.filter((one) => !there.has(one)),
    surplus: [...there].filter((one) => !wantedOnes.has(one)),
  };
}
