import { BRIEFLY, type Database, type Transaction } from '@platform/database';
import { SHARD } from '@platform/events';
import { newUuid } from '@platform/ids';
import { failPoint } from '@platform/runtime';

import { activeSubscriptions, type FeedItem, type Match, matchAll } from './subscriptions';

/** How many entries of the log one transaction looks at. */
const BATCH_SIZE = 500;
/** How many deliveries one transaction makes at most, a single event's excepted. */
const MOST_DELIVERIES = 5000;

/** What a step did. */
export interface FannedOut {
  readonly deliveries: number;
  /** Whether there may be more to do at once. */
  readonly hasMore: boolean;
}

const NOTHING: FannedOut = { deliveries: 0, hasMore: false };

/**
 * Turns the log into deliveries: each event exactly once for each endpoint that takes it, and wakes the lanes. Its place
 * in the log moves in the same transaction, under the lock of the shard.
 */
export class FanOut {
  constructor(private readonly database: Database) {}

  /** Takes the next entries of the log. */
  async step(): Promise<FannedOut> {
    const behind = await this.database.sql('fan_out.probe', PROBE, [SHARD]);
    if (behind.length === 0) return NOTHING;
    return this.database.transaction(async (tx) => {
      const shard = await hold(tx);
      if (!shard || shard.pos === shard.fan_pos) return NOTHING;
      const items = await tx.sql<FeedItem>('fan_out.feed', FEED, [
        SHARD,
        shard.fan_pos,
        Number(shard.fan_pos) + BATCH_SIZE,
        shard.fan_day,
        shard.day,
      ]);
      const workspaces = [...new Set(items.map((item) => item.workspace_id))];
      const matches = await matchAll(tx, items, await activeSubscriptions(tx, workspaces));
      const upTo = cut(matches) ?? items.at(-1);
      if (!upTo) throw new Error(`The log has no entry after position ${shard.fan_pos}, but should have.`);
      const taken = matches.filter(({ item }) => Number(item.pos) <= Number(upTo.pos));
      const deliveries = await deliver(tx, taken, { includingCold: false });
      await tx.sql('fan_out.advance', ADVANCE, [SHARD, upTo.pos, upTo.day]);
      await failPoint('fan_out_before_commit');
      return { deliveries, hasMore: Number(upTo.pos) < Number(shard.pos) };
    }, BRIEFLY);
  }

  /** Reads the log on for lanes that were stopped and started again, until they are where the fan-out is. */
  async catchUp(): Promise<FannedOut> {
    const behind = await this.database.sql<{ endpoint_id: string }>('lanes.behind', BEHIND);
    let deliveries = 0;
    for (const { endpoint_id: endpointId } of behind) {
      deliveries += await this.database.transaction((tx) => catchUpOne(tx, endpointId), BRIEFLY);
    }
    return { deliveries, hasMore: behind.length > 0 };
  }
}

interface ShardRow {
  readonly pos: string;
  readonly day: string;
  readonly fan_pos: string;
  readonly fan_day: string;
}

async function hold(tx: Transaction): Promise<ShardRow | undefined> {
  const [shard] = await tx.sql<ShardRow>('fan_out.hold', HOLD, [SHARD]);
  return shard;
}

/** The entry at which the matches reach the limit: whole events only. */
function cut(matches: readonly Match[]): FeedItem | undefined {
  return matches.length > MOST_DELIVERIES ? matches[MOST_DELIVERIES - 1]?.item : undefined;
}

async function catchUpOne(tx: Transaction, endpointId: string): Promise<number> {
  const shard = await hold(tx);
  if (!shard) return 0;
  const [lane] = await tx.sql<{ workspace_id: string; read_sequence: string }>(
    'lanes.hold_behind',
    HOLD_BEHIND,
    [endpointId],
  );
  if (!lane) return 0;
  const items = await tx.sql<FeedItem>('lanes.read_on', READ_ON, [
    lane.workspace_id,
    lane.read_sequence,
    shard.fan_pos,
    BATCH_SIZE,
  ]);
  const subscriptions = await activeSubscriptions(tx, [lane.workspace_id]);
  const matches = await matchAll(
    tx,
    items,
    subscriptions.filter((subscription) => subscription.id === endpointId),
  );
  const deliveries = await deliver(tx, matches, { includingCold: true });
  await tx.sql('lanes.caught_up', CAUGHT_UP, [
    endpointId,
    items.at(-1)?.sequence ?? lane.read_sequence,
    items.length < BATCH_SIZE,
  ]);
  return deliveries;
}

/**
 * Stores deliveries and wakes their lanes. The lanes are locked first and in the order of their ids, so that two who
 * lock several cannot wait for each other; who releases a lane meanwhile finds it changed, and keeps it.
 */
async function deliver(
  tx: Transaction,
  matches: readonly Match[],
  { includingCold }: { includingCold: boolean },
): Promise<number> {
  if (matches.length === 0) return 0;
  const wanted = [...new Set(matches.map((match) => match.endpointId))];
  const lanes = await tx.sql<{ endpoint_id: string }>('lanes.lock_fed', LOCK_FED, [wanted, includingCold]);
  const fed = new Set(lanes.map((lane) => lane.endpoint_id));
  const kept = matches.filter((match) => fed.has(match.endpointId));
  await tx.sql('deliveries.insert', INSERT, [
    kept.map(() => newUuid()),
    kept.map((match) => match.endpointId),
    ...(['workspace_id', 'pos', 'sequence', 'event_day', 'event_id', 'type'] as const).map((name) =>
      kept.map((match) => match.item[name]),
    ),
  ]);
  await tx.sql('lanes.wake', WAKE, [[...fed]]);
  return kept.length;
}

const PROBE = 'SELECT 1 FROM shards WHERE shard = $1 AND fan_pos < pos';

const HOLD = 'SELECT pos, day, fan_pos, fan_day FROM shards WHERE shard = $1 FOR UPDATE SKIP LOCKED';

/** Days bound the partitions that are looked at; both are the days of entries, so none is left out. */
const FEED = `
  SELECT day, pos, sequence, event_day, event_id, workspace_id, type, scope FROM feed
  WHERE shard = $1 AND pos > $2 AND pos <= $3 AND day BETWEEN $4 AND $5 ORDER BY pos`;

const ADVANCE = 'UPDATE shards SET fan_pos = $2, fan_day = $3 WHERE shard = $1';

const BEHIND = 'SELECT endpoint_id FROM lanes WHERE NOT hot AND NOT stopped ORDER BY endpoint_id LIMIT 20';

const HOLD_BEHIND = `
  SELECT workspace_id, read_sequence FROM lanes
  WHERE endpoint_id = $1 AND NOT hot AND NOT stopped FOR UPDATE`;

const READ_ON = `
  SELECT day, pos, sequence, event_day, event_id, workspace_id, type, scope FROM feed
  WHERE workspace_id = $1 AND sequence > $2 AND pos <= $3 ORDER BY sequence LIMIT $4`;

const CAUGHT_UP = 'UPDATE lanes SET read_sequence = $2, hot = $3 WHERE endpoint_id = $1';

const LOCK_FED = `
  SELECT endpoint_id FROM lanes
  WHERE endpoint_id = ANY ($1::uuid[]) AND NOT stopped AND (hot OR $2) ORDER BY endpoint_id FOR UPDATE`;

const INSERT = `
  INSERT INTO deliveries
    (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, created_at, due_at)
  SELECT id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, now(), now()
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::date[], $7::uuid[], $8::text[])
    AS made (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type)
  ON CONFLICT ON CONSTRAINT deliveries_event_unique DO NOTHING`;

const WAKE = `
  UPDATE lanes SET gen = gen + 1, wake_at = least(wake_at, now()) WHERE endpoint_id = ANY ($1::uuid[])`;
