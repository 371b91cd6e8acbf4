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
import { type PlacedThing, thingsOf } from './timeline-things';
import { type PlacedWrite, type Writes, writesOf } from './timeline-writes';

/** How far each source of a timeline was read. */
interface Position {
  /** The version of the write that was told last. */
  readonly version: number;
  readonly thing: { readonly at: string; readonly id: string } | null;
}

const START: Position = { version: 2_147_483_647, thing: null };

type Placed = PlacedThing | PlacedWrite;

const isThing = (one: Placed): one is PlacedThing => !('version' in one);

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
    const bound = JSON.stringify([ctx.principal.id, 'timeline', record.id, kinds ?? null]);
    const position = cursor ? placeIn(this.cursors.decode(cursor, bound)) : START;
    const wanted = (kind: EntryKind) => kinds?.includes(kind) ?? true;
    const range = { limit: limit + 1, recordId: id };
    const [things, writes] = await Promise.all([
      thingsOf(this.database, ctx.workspaceId, {
        ...range,
        kinds: THING_KINDS.filter((kind) => wanted(kind) && mayRead(ctx, kind)),
        after: position.thing,
      }),
      writesOf(this.database, ctx, {
        ...range,
        type,
        record,
        kinds: new Set(WRITE_KINDS.filter(wanted)),
        below: position.version,
      }),
    ]);
    const merged = merge(things, writes, { limit, position });
    const { version, thing } = merged.position;
    return {
      data: await this.entries(ctx, merged.taken),
      has_more: merged.hasMore,
      next_cursor: merged.hasMore
        ? this.cursors.encode([version, thing?.at ?? null, thing?.id ?? null], bound)
        : null,
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

function placeIn(place: readonly unknown[]): Position {
  const [version, at, id] = place as [number, string | null, string | null];
  return { version, thing: at !== null && id !== null ? { at, id } : null };
}

/**
 * Takes the newest of two sources again and again. Each has an order of its own, which is kept also where times are equal or
 * clocks differ; nothing is taken that may be older than a write nobody has looked at yet.
 */
function merge(
  things: readonly PlacedThing[],
  { writes, reached, isEnd }: Writes,
  { limit, position }: { readonly limit: number; readonly position: Position },
): Merged {
  const taken: Placed[] = [];
  let [nextThing, nextWrite] = [0, 0];
  while (taken.length < limit) {
    const write = writes[nextWrite];
    const next = newer(things[nextThing], write, write || isEnd ? null : reached.at);
    if (!next) break;
    taken.push(next);
    if (isThing(next)) nextThing += 1;
    else nextWrite += 1;
  }
  const isUnseen = nextWrite === writes.length && !isEnd;
  const lastWrite = isUnseen ? reached : writes[nextWrite - 1];
  return {
    taken,
    position: behind(position, things[nextThing - 1], lastWrite),
    hasMore: nextThing < things.length || nextWrite < writes.length || isUnseen,
  };
}

/** How far the sources were read, when these were the last of them. */
const behind = (
  before: Position,
  thing: PlacedThing | undefined,
  write: { readonly version: number } | undefined,
): Position => ({
  version: write?.version ?? before.version,
  thing: thing ? { at: thing.at.toISOString(), id: thing.id } : before.thing,
});

/** The newer one of the two, unless it may be older than what comes at `unseenAt`. */
function newer(
  thing: PlacedThing | undefined,
  write: PlacedWrite | undefined,
  unseenAt: Date | null,
): Placed | undefined {
  const bar = write?.at ?? unseenAt;
  return thing && (bar === null || thing.at >= bar) ? thing : write;
}
