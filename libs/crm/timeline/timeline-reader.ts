import { allIdsOf } from '@crm/merged-ids';
import { RecordReader, type RecordType, type RecordView, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { CursorCodec, DEFAULT_PAGE_SIZE, type Page, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import {
  type EntryKind,
  THING_KINDS,
  type ThingKind,
  type TimelineQueryDto,
  WRITE_KINDS,
} from './timeline.dto';
import { mergedWritesOf, type PlacedMergedWrite } from './timeline-merged';
import { type PlacedThing, thingsOf } from './timeline-things';
import { type PlacedWrite, type Writes, writesOf } from './timeline-writes';

/** How far each source of a timeline was read. */
interface Position {
  /** The version of the write that was told last. */
  readonly version: number;
  readonly thing: { readonly at: string; readonly id: string } | null;
  /** The write of a merged record that was told last. */
  readonly merged: { readonly at: string; readonly eventId: string } | null;
}

const START: Position = { version: 2_147_483_647, thing: null, merged: null };

/** What stands where its time says; the record's own writes stand where their versions say. */
type Timed = PlacedThing | PlacedMergedWrite;
type Placed = Timed | PlacedWrite;

const isTimed = (one: Placed): one is Timed => !('version' in one);
const isMerged = (one: Placed): one is PlacedMergedWrite => 'mergedWrite' in one;
const isThing = (one: Placed): one is PlacedThing => !('entry' in one);

/** The entries of a page, how far they go, and whether there are more. */
interface Merged {
  readonly taken: readonly Placed[];
  readonly position: Position;
  readonly hasMore: boolean;
}

/** Merges what happened to a record with what belongs to it. */
@Injectable()
export class TimelineReader {
  constructor(
    private readonly database: Database,
    private readonly records: RecordReader,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page of a record's timeline, the newest first; what the caller may not read is left out. */
  async page(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    { limit = DEFAULT_PAGE_SIZE, cursor, kinds }: TimelineQueryDto,
  ): Promise<Page<object>> {
    const record = await this.records.get(ctx, type, id);
    const ids = await allIdsOf(this.database, ctx.workspaceId, type.name, id);
    const bound = JSON.stringify([ctx.principal.id, 'timeline', record.id, kinds ?? null]);
    const position = cursor ? placeIn(this.cursors.decode(cursor, bound)) : START;
    const wanted = (kind: EntryKind) => kinds?.includes(kind) ?? true;
    const range = { limit: limit + 1, recordId: id };
    const writeKinds = new Set<string>(WRITE_KINDS.filter(wanted));
    const [things, merged, writes] = await Promise.all([
      thingsOf(this.database, ctx.workspaceId, {
        ...range,
        kinds: THING_KINDS.filter((kind) => wanted(kind) && mayRead(ctx, kind)),
        after: position.thing,
      }),
      mergedWritesOf(this.database, ctx, {
        type,
        ids: ids.filter((one) => one !== id),
        kinds: writeKinds,
        after: position.merged,
        limit: limit + 1,
      }),
      writesOf(this.database, ctx, { ...range, type, record, kinds: writeKinds, below: position.version }),
    ]);
    const page = merge(byTime(things, merged), writes, { limit, position });
    return {
      data: await this.entries(ctx, page.taken),
      has_more: page.hasMore,
      next_cursor: page.hasMore ? this.cursors.encode(cursorOf(page.position), bound) : null,
    };
  }

  /** A thing that was deleted in between is missing. */
  private async entries(ctx: RequestContext, placed: readonly Placed[]): Promise<object[]> {
    const known = new Map<string, unknown>();
    for (const kind of THING_KINDS) {
      const ids = placed.filter((one) => one.kind === kind).flatMap((one) => (isThing(one) ? one.id : []));
      if (ids.length === 0) continue;
      for (const [id, view] of await this.records.byIds(ctx, kind, ids)) known.set(id, view);
    }
    return placed.flatMap((one) => {
      if (!isThing(one)) return one.entry;
      const id = toTypeId(one.kind, one.id);
      const view = known.get(id) as RecordView | undefined;
      return view
        ? { id, kind: one.kind, at: one.at.toISOString(), actor: view.created_by, [one.kind]: view }
        : [];
    });
  }
}

const mayRead = ({ principal }: RequestContext, kind: ThingKind): boolean =>
  principal.scopes.has(recordTypeOf(kind)?.scopes.read.name ?? '');

const cursorOf = ({ version, thing, merged }: Position): (number | string | null)[] => [
  version,
  thing?.at ?? null,
  thing?.id ?? null,
  merged?.at ?? null,
  merged?.eventId ?? null,
];

type Place = [number, string | null, string | null, string | null, string | null];

function placeIn(place: readonly unknown[]): Position {
  const [version, at, id, mergedAt, eventId] = place as Place;
  return {
    version,
    thing: at !== null && id !== null ? { at, id } : null,
    merged: mergedAt !== null && eventId !== null ? { at: mergedAt, eventId } : null,
  };
}

/** Both in one order of time, in which each keeps its own. */
function byTime(things: readonly PlacedThing[], merged: readonly PlacedMergedWrite[]): readonly Timed[] {
  if (merged.length === 0) return things;
  return [...things, ...merged].sort((a, b) => b.at.getTime() - a.at.getTime());
}

/**
 * Takes the newest of two sources again and again. Each has an order of its own, which is kept also where times are equal or
 * clocks differ; nothing is taken that may be older than a write nobody has looked at yet.
 */
function merge(
  timed: readonly Timed[],
  { writes, reached, isEnd }: Writes,
  { limit, position }: { readonly limit: number; readonly position: Position },
): Merged {
  const taken: Placed[] = [];
  let [nextTimed, nextWrite] = [0, 0];
  while (taken.length < limit) {
    const write = writes[nextWrite];
    const next = newer(timed[nextTimed], write, write || isEnd ? null : reached.at);
    if (!next) break;
    taken.push(next);
    if (isTimed(next)) nextTimed += 1;
    else nextWrite += 1;
  }
  const isUnseen = nextWrite === writes.length && !isEnd;
  const lastWrite = isUnseen ? reached : writes[nextWrite - 1];
  return {
    taken,
    position: behind(position, taken, lastWrite),
    hasMore: nextTimed < timed.length || nextWrite < writes.length || isUnseen,
  };
}

/** How far the sources were read, when these were the last of them. */
const behind = (
  before: Position,
  taken: readonly Placed[],
  write: { readonly version: number } | undefined,
): Position => {
  const thing = taken.findLast(isThing);
  const merged = taken.findLast(isMerged);
  return {
    version: write?.version ?? before.version,
    thing: thing ? { at: thing.at.toISOString(), id: thing.id } : before.thing,
    merged: merged ? { at: merged.at.toISOString(), eventId: merged.mergedWrite } : before.merged,
  };
};

/** The newer one of the two, unless it may be older than what comes at `unseenAt`. */
function newer(
  timed: Timed | undefined,
  write: PlacedWrite | undefined,
  unseenAt: Date | null,
): Placed | undefined {
  const bar = write?.at ?? unseenAt;
  return timed && (bar === null || timed.at >= bar) ? timed : write;
}
