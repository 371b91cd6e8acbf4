import type { RecordType } from '@crm/records';
import type { Sql } from '@platform/database';
import { historyOfAny } from '@platform/events';
import type { RequestContext } from '@platform/http';

import type { WriteKind } from './timeline.dto';
import { placedWrite, readableTypes } from './timeline-writes';

/** A write of a record that was merged into another, on the timeline of that. */
export interface PlacedMergedWrite {
  readonly kind: WriteKind;
  /** The stored id of its event, which stands for it. */
  readonly mergedWrite: string;
  readonly at: Date;
  readonly entry: object;
}

/** Which writes of merged records to read. */
export interface MergedRange {
  readonly type: RecordType;
  /** The stored ids of the merged records. */
  readonly ids: readonly string[];
  readonly kinds: ReadonlySet<string>;
  /** The place of the write that was read last. */
  readonly after: { readonly at: string; readonly eventId: string } | null;
  readonly limit: number;
}

/** So many are read at a time, of which some may be of other kinds. */
const AT_ONCE = 200;

/** Writes of merged records of the kinds asked for, as long as their events are kept, the newest first. */
export async function mergedWritesOf(
  sql: Sql,
  ctx: RequestContext,
  { type, ids, kinds, after, limit }: MergedRange,
): Promise<PlacedMergedWrite[]> {
  const writes: PlacedMergedWrite[] = [];
  if (ids.length === 0 || kinds.size === 0) return writes;
  const types = readableTypes(ctx, type);
  let before = after;
  while (writes.length < limit) {
    const found = await historyOfAny(sql, ctx.workspaceId, { ids, before, types, limit: AT_ONCE });
    for (const write of found) {
      const { kind, at, entry } = placedWrite(ctx, type, write.objectId, write);
      if (kinds.has(kind)) writes.push({ kind, mergedWrite: write.eventId, at, entry });
    }
    const last = found.at(-1);
    if (!last || found.length < AT_ONCE) break;
    before = { at: last.at.toISOString(), eventId: last.eventId };
  }
  return writes.slice(0, limit);
}
