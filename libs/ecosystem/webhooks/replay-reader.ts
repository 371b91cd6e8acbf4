import { BRIEFLY, type Database, type Transaction } from '@platform/database';

import { promoteHeads } from './delivery-chains';
import { insertDeliveries } from './lane-feeding';
import { type Ordering, orderKey } from './ordering';
import { MOST_REPLAYING, REPLAY_PAGE, REPLAY_PAUSE_MS } from './replay-progress';
import { type FailedOne, type ReplayRange, readFailedPage, readLogPage } from './replay-selection';

/**
 * Carries replays out, a page at a time and no faster than a bounded rate. Its place and the deliveries that it made are
 * stored together, so who goes on after a crash makes none twice; a replay with many on their way waits for them.
 */
export class ReplayReader {
  constructor(private readonly database: Database) {}

  /** Reads a page for each of the replays that have waited longest; those of lanes that are stopped wait for them. */
  async step(most: number): Promise<{ deliveries: number }> {
    const due = await this.database.sql<{ id: string; endpoint_id: string }>('replays.due', DUE, [most]);
    let deliveries = 0;
    for (const replay of due) {
      deliveries += await this.database.transaction((tx) => readPage(tx, replay), BRIEFLY);
    }
    return { deliveries };
  }
}

interface RunningReplay extends ReplayRange {
  readonly id: string;
  readonly only_failed: boolean;
  readonly from_sequence: string;
  readonly read_sequence: string;
  readonly read_event: string;
  readonly made: number;
  readonly done: number;
}

interface Lane {
  readonly endpoint_id: string;
  readonly ordering: Ordering;
  readonly stopped: boolean;
}

/** Where a replay stands after a page. */
interface Progress {
  readonly made: number;
  readonly readSequence: string;
  readonly readEvent: string;
  readonly isRead: boolean;
}

async function readPage(tx: Transaction, due: { id: string; endpoint_id: string }): Promise<number> {
  const [lane] = await tx.sql<Lane>('replays.hold_lane', HOLD_LANE, [due.endpoint_id]);
  const [replay] = await tx.sql<RunningReplay>('replays.hold', HOLD, [due.id]);
  if (!lane || !replay) return 0;
  if (lane.stopped || replay.made - replay.done > MOST_REPLAYING - REPLAY_PAGE) {
    await tx.sql('replays.rest', REST, [replay.id]);
    return 0;
  }
  const progress = await (replay.only_failed ? takeUpFailed : makeNew)(tx, replay, lane);
  if (progress.made > 0) await tx.sql('replays.wake', WAKE, [lane.endpoint_id]);
  await tx.sql('replays.read_to', READ_TO, [
    replay.id,
    progress.readSequence,
    progress.readEvent,
    progress.made,
    progress.isRead,
    REPLAY_PAUSE_MS,
  ]);
  return progress.made;
}

async function makeNew(tx: Transaction, replay: RunningReplay, lane: Lane): Promise<Progress> {
  const { looked, chosen, isLast } = await readLogPage(tx, replay, replay.read_sequence);
  const items = chosen.slice(0, REPLAY_PAGE);
  const isCut = items.length < chosen.length;
  const made = await insertDeliveries(
    tx,
    items.map((item) => ({ item, lane, replayId: replay.id })),
  );
  const last = (isCut ? items : looked).at(-1);
  return {
    made: made.get(lane.endpoint_id) ?? 0,
    readSequence: last?.sequence ?? replay.read_sequence,
    readEvent: replay.read_event,
    isRead: isLast && !isCut,
  };
}

async function takeUpFailed(tx: Transaction, replay: RunningReplay, lane: Lane): Promise<Progress> {
  const { looked, chosen, isLast } = await readFailedPage(tx, replay, replay.read_event);
  const taken = chosen.slice(0, REPLAY_PAGE);
  const isCut = taken.length < chosen.length;
  const keys = taken.map(({ event_id: eventId, record_id: recordId }: FailedOne) =>
    orderKey({
      ordering: lane.ordering,
      endpointId: lane.endpoint_id,
      eventId,
      recordId,
      replayId: replay.id,
    }),
  );
  const rows = await tx.sql('replays.take_up', TAKE_UP, [
    replay.workspace_id,
    replay.id,
    taken.map(({ id }) => id),
    keys,
  ]);
  await promoteHeads(
    tx,
    keys.map((key) => ({ endpointId: lane.endpoint_id, key })),
  );
  return {
    made: rows.length,
    readSequence: replay.read_sequence,
    readEvent: (isCut ? taken : looked).at(-1)?.event_id ?? replay.read_event,
    isRead: isLast && !isCut,
  };
}

const DUE = `
  SELECT id, endpoint_id FROM webhook_replays
  WHERE read_due <= now() AND read_due < 'infinity' ORDER BY read_due LIMIT $1`;

const HOLD_LANE =
  'SELECT endpoint_id, ordering, stopped FROM lanes WHERE endpoint_id = $1 FOR UPDATE SKIP LOCKED';

const HOLD = `
  SELECT id, workspace_id, endpoint_id, only_failed, from_sequence, to_sequence, types, checked_filter, read_sequence,
    read_event, made, delivered + failed AS done
  FROM webhook_replays WHERE id = $1 AND state = 'running' AND read_due <= now() FOR UPDATE`;

const REST = "UPDATE webhook_replays SET read_due = 'infinity' WHERE id = $1";

const WAKE =
  'UPDATE lanes SET gen = gen + 1, wake_at = least(wake_at, greatest(now(), rest_until)) WHERE endpoint_id = $1';

const READ_TO = `
  UPDATE webhook_replays SET read_sequence = $2, read_event = $3, made = made + $4, is_read = $5,
    read_due = CASE WHEN $5 THEN 'infinity' ELSE clock_timestamp() + $6 * interval '1 millisecond' END,
    state = CASE WHEN $5 AND made + $4 <= delivered + failed THEN 'completed' ELSE state END,
    finished_at = CASE WHEN $5 AND made + $4 <= delivered + failed THEN now() ELSE finished_at END
  WHERE id = $1`;

const TAKE_UP = `
  WITH chosen AS (
    SELECT * FROM unnest($3::uuid[], $4::uuid[]) AS chosen (id, order_key)
  ), taken AS (
    DELETE FROM delivery_log WHERE workspace_id = $1 AND id = ANY ($3::uuid[]) AND state = 'failed'
    RETURNING id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at, attempts,
      body_hash, rendering
  )
  INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, record_id, created_at,
    attempts, body_hash, rendering, replay_id, order_key, due_at)
  SELECT taken.*, $2::uuid, order_key, CASE WHEN order_key IS NULL THEN now() ELSE 'infinity' END
  FROM taken JOIN chosen USING (id)
  RETURNING id`;
