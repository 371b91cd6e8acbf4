import type { MatchedObject } from '@crm/matching';
import { MATCHED_OBJECTS } from '@crm/matching';
import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { type Found, readEvents, SHARD, type StoredEvent } from '@platform/events';
import { RequestContext } from '@platform/http';
import { kindOf, toUuid } from '@platform/ids';

import { ClusterKeeper } from './cluster-keeper';

/** How many entries of the log one transaction looks at. */
const BATCH_SIZE = 300;
/** How often one event may fail. */
const MOST_FAILURES = 5;

interface Item {
  readonly pos: string;
  readonly day: string;
  readonly event_day: string;
  readonly event_id: string;
  readonly workspace_id: string;
  readonly type: string;
}

interface Place {
  readonly pos: string;
  readonly day: string;
}

/** Records of one kind that were written. */
interface Written {
  readonly workspaceId: string;
  readonly object: MatchedObject;
  readonly ids: Set<string>;
}

/**
 * Follows the log, and keeps the clusters of what was scanned once in line with what is written. Its place in the log moves in the same
 * transaction: each event counts once, whichever worker reads it. What was never scanned costs nothing but the reading of its entries.
 */
@Injectable()
export class ClusterFollower {
  private readonly logger = new Logger(ClusterFollower.name);
  /** How often in a row a step has failed; from the first time on, events come one by one. */
  private failures = 0;

  constructor(
    private readonly database: Database,
    private readonly keeper: ClusterKeeper,
  ) {}

  /** Takes the next entries of the log. One that keeps failing is passed over in the end: a scan finds what it would have told. */
  async step(): Promise<Found> {
    const [behind] = await this.database.sql('duplicate_follower.probe', PROBE, [SHARD]);
    if (!behind) return 'none';
    try {
      const found = await this.next(this.failures > MOST_FAILURES ? 'pass_over' : 'take');
      this.failures = 0;
      return found;
    } catch (error) {
      this.failures += 1;
      throw error;
    }
  }

  private next(what: 'take' | 'pass_over'): Promise<Found> {
    const limit = this.failures > 0 ? 1 : BATCH_SIZE;
    return this.database.transaction(async (tx): Promise<Found> => {
      const [place] = await tx.sql<Place>('duplicate_follower.hold', HOLD, [SHARD]);
      const [end] = await tx.sql<Place>('duplicate_follower.end', END, [SHARD]);
      if (!place || !end || place.pos === end.pos) return 'none';
      const bounds = [place.pos, end.pos, place.day, end.day];
      const items = await tx.sql<Item>('duplicate_follower.feed', FEED, [SHARD, ...bounds, limit]);
      if (what === 'take') await this.take(tx, items);
      else
        this.logger.error(
          { events: items.map(({ event_id }) => event_id) },
          'Clusters could not follow an event',
        );
      const last = items.at(-1) ?? end;
      await tx.sql('duplicate_follower.advance', ADVANCE, [SHARD, last.pos, last.day]);
      return items.length === limit ? 'all' : 'some';
    });
  }

  private async take(tx: Transaction, items: readonly Item[]): Promise<void> {
    const own = items.filter(({ type }) => objectOf(type) !== null);
    const scanned = await scannedIn(tx, [...new Set(own.map(({ workspace_id }) => workspace_id))]);
    const followed = own.filter(({ workspace_id, type }) =>
      scanned.has(`${workspace_id} ${objectOf(type) ?? ''}`),
    );
    const events = await readEvents(tx, followed);
    for (const { workspaceId, object, ids } of writtenIn([...events.values()])) {
      const ctx = RequestContext.system(workspaceId, new Date());
      await this.keeper.check(tx, ctx, object, [...ids]);
    }
  }
}

/** The kind of record that an event is about, when it is one that can have duplicates. */
function objectOf(type: string): MatchedObject | null {
  const object = type.slice(0, type.indexOf('.'));
  return MATCHED_OBJECTS.find((one) => one === object) ?? null;
}

async function scannedIn(tx: Transaction, workspaces: readonly string[]): Promise<ReadonlySet<string>> {
  if (workspaces.length === 0) return new Set();
  const rows = await tx.sql<{ workspace_id: string; object: string }>('duplicate_scans.of', SCANNED, [
    workspaces,
  ]);
  return new Set(rows.map(({ workspace_id, object }) => `${workspace_id} ${object}`));
}

function writtenIn(events: readonly StoredEvent[]): Written[] {
  const all = new Map<string, Written>();
  for (const event of events) {
    const object = objectOf(event.type);
    if (!object) continue;
    const name = `${event.workspace_id} ${object}`;
    const written = all.get(name) ?? { workspaceId: event.workspace_id, object, ids: new Set<string>() };
    all.set(name, written);
    for (const id of recordsOf(event, object)) written.ids.add(id);
  }
  return [...all.values()];
}

/** Of a merge and its undoing all records that it names, which get no event of their own. */
function recordsOf({ type, data }: StoredEvent, object: MatchedObject): string[] {
  const own: unknown = Reflect.get(data.object, 'id');
  const names = /\.(merged|unmerged)$/.test(type) ? textsIn(data) : [own];
  return names.flatMap((name) => {
    const isOne = typeof name === 'string' && kindOf(name) === object;
    return isOne ? (toUuid(object, name) ?? []) : [];
  });
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const PROBE = `
  SELECT 1 FROM shards JOIN duplicate_follower AS f ON f.shard = shards.shard
  WHERE shards.shard = $1 AND f.pos < shards.pos`;

const HOLD = 'SELECT pos, day FROM duplicate_follower WHERE shard = $1 FOR UPDATE SKIP LOCKED';

const END = 'SELECT pos, day FROM shards WHERE shard = $1';

/** Days bound the partitions that are looked at. */
const FEED = `
  SELECT pos, day, event_day, event_id, workspace_id, type FROM feed
  WHERE shard = $1 AND pos > $2 AND pos <= $3 AND day BETWEEN $4 AND $5 ORDER BY pos LIMIT $6`;

const ADVANCE = 'UPDATE duplicate_follower SET pos = $2, day = $3 WHERE shard = $1';

const SCANNED = 'SELECT workspace_id, object FROM duplicate_scans WHERE workspace_id = ANY ($1::uuid[])';
