import { BRIEFLY, type Database, type Transaction } from '@platform/database';
import { SHARD } from '@platform/events';
import { failPoint } from '@platform/runtime';

import { Backlog, type ReadOn, type StuckLane } from './backlog';
import { changesIds } from './followed-subscriptions';
import { KeptSubscriptions, renewSubscriptions } from './kept-subscriptions';
import { feedLanes, lockFedLanes } from './lane-feeding';
import { type FeedItem, type Match, type Matched, matchAll } from './subscriptions';

/** How many entries of the log one transaction looks at. */
const BATCH_SIZE = 500;
/** How many deliveries one transaction makes, and how many filters it evaluates at most, a single event's excepted. */
const MOST = { matches: 5000, evaluated: 20_000 };

/** What a step did. */
export interface FannedOut {
  readonly deliveries: number;
  /** Whether there may be more to do at once. */
  readonly hasMore: boolean;
  /** Whether somebody else held the log just then, who may have looked before the last entries were there. */
  readonly isHeld: boolean;
}

const NOTHING: FannedOut = { deliveries: 0, hasMore: false, isHeld: false };

/**
 * Turns the log into deliveries: each event exactly once for each endpoint that takes it, and wakes the lanes. Its place
 * in the log moves in the same transaction, under the lock of the shard. A lane that has no room for more becomes cold:
 * from then on it is passed over here, and reads the log by itself.
 */
export class FanOut {
  private readonly backlog: Backlog;
  private readonly subscriptions = new KeptSubscriptions();

  constructor(private readonly database: Database) {
    this.backlog = new Backlog(database);
  }

  /** Takes the next entries of the log. */
  async step(): Promise<FannedOut> {
    const behind = await this.database.sql('fan_out.probe', PROBE, [SHARD]);
    if (behind.length === 0) return NOTHING;
    return this.database.transaction(async (tx) => {
      const shard = await hold(tx);
      if (!shard) return { ...NOTHING, isHeld: true };
      if (shard.pos === shard.fan_pos) return NOTHING;
      const items = await tx.sql<FeedItem>('fan_out.feed', FEED, [
        SHARD,
        shard.fan_pos,
        Number(shard.fan_pos) + BATCH_SIZE,
        shard.fan_day,
        shard.day,
      ]);
      const { matches, upTo } = await this.match(tx, items);
      if (!upTo) throw new Error(`The log has no entry after position ${shard.fan_pos}, but should have.`);
      const deliveries = await deliver(tx, matches);
      await tx.sql('fan_out.advance', ADVANCE, [SHARD, upTo.pos, upTo.day]);
      await failPoint('fan_out_before_commit');
      return { deliveries, hasMore: Number(upTo.pos) < Number(shard.pos), isHeld: false };
    }, BRIEFLY);
  }

  /** Reads the log on for some of the lanes that read by themselves, and for replays. */
  catchUp(): Promise<ReadOn> {
    return this.backlog.step();
  }

  /** Who takes the events and is fed here. */
  private async match(tx: Transaction, items: readonly FeedItem[]): Promise<Matched> {
    const workspaces = workspacesOf(items);
    for (const id of workspacesOf(items.filter(changesIds))) await renewSubscriptions(tx, id);
    const indexes = await this.subscriptions.of(tx, workspaces);
    const cold = indexes.size === 0 ? [] : await tx.sql<Cold>('lanes.cold', COLD, [[...indexes.keys()]]);
    const except = new Set(cold.map(({ endpoint_id: id }) => id));
    return matchAll(tx, items, { indexes, except, most: MOST });
  }

  /** Lanes that can never go on by themselves: all that they have pending is held back by what is parked. */
  stuckLanes(): Promise<StuckLane[]> {
    return this.backlog.stuckLanes();
  }
}

const workspacesOf = (items: readonly FeedItem[]): string[] => [
  ...new Set(items.map((item) => item.workspace_id)),
];

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

/** Who reads the log by itself. */
interface Cold {
  readonly endpoint_id: string;
}

async function deliver(tx: Transaction, matches: readonly Match[]): Promise<number> {
  if (matches.length === 0) return 0;
  const lanes = await lockFedLanes(tx, [...new Set(matches.map((match) => match.endpointId))]);
  const fed = await feedLanes(tx, lanes, matches);
  const full = [...fed].flatMap(([id, { readTo }]) => (readTo === null ? [] : [{ id, readTo }]));
  if (full.length > 0) {
    await tx.sql('lanes.cool', COOL, [full.map(({ id }) => id), full.map(({ readTo }) => readTo)]);
  }
  return [...fed.values()].reduce((sum, { deliveries }) => sum + deliveries, 0);
}

const PROBE = 'SELECT 1 FROM shards WHERE shard = $1 AND fan_pos < pos';

const HOLD = 'SELECT pos, day, fan_pos, fan_day FROM shards WHERE shard = $1 FOR UPDATE SKIP LOCKED';

/** Days bound the partitions that are looked at; both are the days of entries, so none is left out. */
const FEED = `
  SELECT day, pos, sequence, event_day, event_id, workspace_id, type, scope FROM feed
  WHERE shard = $1 AND pos > $2 AND pos <= $3 AND day BETWEEN $4 AND $5 ORDER BY pos`;

const ADVANCE = 'UPDATE shards SET fan_pos = $2, fan_day = $3 WHERE shard = $1';

const COLD = 'SELECT endpoint_id FROM lanes WHERE workspace_id = ANY ($1::uuid[]) AND NOT hot';

const COOL = `
  UPDATE lanes SET hot = false, read_sequence = full_lane.read_sequence
  FROM unnest($1::uuid[], $2::bigint[]) AS full_lane (endpoint_id, read_sequence)
  WHERE lanes.endpoint_id = full_lane.endpoint_id`;
