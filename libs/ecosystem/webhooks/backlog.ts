import { BRIEFLY, type Database, type Transaction } from '@platform/database';
import { SHARD } from '@platform/events';

import { type FedLane, feedLanes } from './lane-feeding';
import { mostPending, PAGE_SIZE, readsOnAt } from './ordering';
import { ReplayReader } from './replay-reader';
import { type FeedItem, matchesOf } from './subscriptions';

/** How many lanes and how many replays one step reads a page for at most: what happens now is fanned out in between. */
const MOST_READERS = 4;

/** An endpoint whose lane can only go on when its owner does something. */
export interface StuckLane {
  readonly endpoint_id: string;
  readonly workspace_id: string;
}

/** What a step read. */
export interface ReadOn {
  readonly deliveries: number;
  /** Whether somebody may have more to read at once. */
  readonly hasMore: boolean;
}

/**
 * Reads the log on for lanes that are cold: that had no room for more, or that were stopped and started again. Each has
 * a place of its own in the log and makes a page of deliveries of it whenever there is room. The one that has waited
 * longest is next, for one page; a lane without room is not looked at. At the end of the log a lane is hot again.
 */
export class Backlog {
  private readonly replays: ReplayReader;

  constructor(private readonly database: Database) {
    this.replays = new ReplayReader(database);
  }

  async step(): Promise<ReadOn> {
    const waiting = await this.database.sql<{ endpoint_id: string }>('lanes.waiting', WAITING, [
      MOST_READERS,
    ]);
    let deliveries = 0;
    for (const { endpoint_id: endpointId } of waiting) deliveries += await this.readOn(endpointId);
    const replayed = await this.replays.step(MOST_READERS);
    return { deliveries: deliveries + replayed.deliveries, hasMore: waiting.length > 0 };
  }

  async stuckLanes(): Promise<StuckLane[]> {
    const asleep = await this.database.sql<StuckLane>('lanes.stuck', STUCK);
    const stuck: StuckLane[] = [];
    for (const lane of asleep) {
      if (await this.database.transaction((tx) => isStuck(tx, lane.endpoint_id), BRIEFLY)) stuck.push(lane);
    }
    return stuck;
  }

  /** A page without the lock that everyone needs; at the end of the log once more with it, when the fan-out holds still. */
  private async readOn(endpointId: string): Promise<number> {
    const page = await this.database.transaction(
      (tx) => readPage(tx, endpointId, { isLast: false }),
      BRIEFLY,
    );
    if (!page.isAtEnd) return page.deliveries;
    const last = await this.database.transaction((tx) => readPage(tx, endpointId, { isLast: true }), BRIEFLY);
    return page.deliveries + last.deliveries;
  }
}

interface Page {
  readonly deliveries: number;
  /** Whether everything that was fanned out to others is read. */
  readonly isAtEnd: boolean;
}

const NOTHING: Page = { deliveries: 0, isAtEnd: false };

async function readPage(tx: Transaction, endpointId: string, { isLast }: { isLast: boolean }): Promise<Page> {
  const [shard] = await tx.sql<{ fan_pos: string }>(
    isLast ? 'shards.fanned_held' : 'shards.fanned',
    isLast ? `${FANNED} FOR UPDATE SKIP LOCKED` : FANNED,
    [SHARD],
  );
  const [lane] = await tx.sql<ColdLane>('lanes.hold_cold', HOLD_COLD, [endpointId]);
  if (!shard || !lane) return NOTHING;
  if (lane.pending > readsOnAt(lane.ordering)) {
    await tx.sql('lanes.rest', REST, [endpointId]);
    return NOTHING;
  }
  const { deliveries, readTo, isAtEnd } = await feedOn(tx, lane, shard.fan_pos);
  await tx.sql('lanes.read_to', READ_TO, [
    endpointId,
    readTo,
    isLast && isAtEnd,
    shard.fan_pos,
    readsOnAt(lane.ordering),
  ]);
  return { deliveries, isAtEnd };
}

/** Makes deliveries of what comes next for a lane, as far as the log is fanned out to the others. */
async function feedOn(tx: Transaction, lane: ColdLane, fannedTo: string) {
  const { endpoint_id: id, workspace_id: workspaceId, read_sequence: from } = lane;
  const items = await tx.sql<FeedItem>('lanes.read_on', READ_ON, [workspaceId, from, fannedTo, PAGE_SIZE]);
  const matches = await matchesOf(tx, { workspaceId, endpointId: id }, items);
  const fed = (await feedLanes(tx, [lane], matches)).get(id);
  const isFull = fed?.readTo !== null && fed !== undefined;
  return {
    deliveries: fed?.deliveries ?? 0,
    readTo: fed?.readTo ?? items.at(-1)?.sequence ?? from,
    isAtEnd: !isFull && items.length < PAGE_SIZE,
  };
}

interface ColdLane extends FedLane {
  readonly workspace_id: string;
  readonly read_sequence: string;
}

/** Counts anew before it says so: were the count ever wrong, the lane would go on. */
async function isStuck(tx: Transaction, endpointId: string): Promise<boolean> {
  const [lane] = await tx.sql<FedLane>('lanes.hold_stuck', HOLD_STUCK, [endpointId]);
  if (!lane) return false;
  const [counted] = await tx.sql<{ pending: number }>('deliveries.count_of_lane', COUNT, [
    endpointId,
    mostPending(lane.ordering),
  ]);
  const pending = counted?.pending ?? 0;
  await tx.sql('lanes.recount', RECOUNT, [endpointId, pending, readsOnAt(lane.ordering)]);
  return pending > readsOnAt(lane.ordering);
}

const WAITING = `
  SELECT endpoint_id FROM lanes WHERE read_due <= now() AND read_due < 'infinity' ORDER BY read_due LIMIT $1`;

const FANNED = 'SELECT fan_pos FROM shards WHERE shard = $1';

const HOLD_COLD = `
  SELECT endpoint_id, workspace_id, read_sequence, ordering, pending FROM lanes
  WHERE endpoint_id = $1 AND NOT hot AND NOT stopped AND read_due < 'infinity' FOR UPDATE SKIP LOCKED`;

const REST = "UPDATE lanes SET read_due = 'infinity' WHERE endpoint_id = $1";

const READ_ON = `
  SELECT day, pos, sequence, event_day, event_id, workspace_id, type, scope FROM feed
  WHERE workspace_id = $1 AND sequence > $2 AND pos <= $3 ORDER BY sequence LIMIT $4`;

/** A lane whose place is ahead of the fan-out, as after a resume from now, stays cold until the fan-out has passed it. */
const READ_TO = `
  WITH place AS (
    SELECT $3::boolean AND NOT EXISTS (
      SELECT 1 FROM lanes JOIN feed ON feed.workspace_id = lanes.workspace_id AND feed.sequence = $2
      WHERE lanes.endpoint_id = $1 AND feed.pos > $4) AS is_hot
  )
  UPDATE lanes SET read_sequence = $2, hot = place.is_hot,
    read_due = CASE WHEN place.is_hot OR pending > $5 THEN 'infinity' ELSE clock_timestamp() END
  FROM place WHERE endpoint_id = $1`;

const STUCK = `
  SELECT endpoint_id, workspace_id FROM lanes
  WHERE NOT hot AND NOT stopped AND wake_at = 'infinity' AND read_due = 'infinity' LIMIT 20`;

const HOLD_STUCK = `
  SELECT endpoint_id, ordering, pending FROM lanes
  WHERE endpoint_id = $1 AND NOT hot AND NOT stopped AND wake_at = 'infinity' AND read_due = 'infinity' FOR UPDATE`;

const COUNT = `
  SELECT count(*)::integer AS pending FROM (
    SELECT 1 FROM deliveries WHERE endpoint_id = $1 AND replay_id IS NULL LIMIT $2) AS pending_ones`;

const RECOUNT = `
  UPDATE lanes SET pending = $2::integer, read_due = CASE WHEN $2::integer <= $3::integer THEN now() ELSE 'infinity' END
  WHERE endpoint_id = $1`;
