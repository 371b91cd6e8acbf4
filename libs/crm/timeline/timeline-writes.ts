import { isHidden, type RecordType, type RecordView } from '@crm/records';
import type { Sql } from '@platform/database';
import { eventTypes, type HistoricWrite, historyOf } from '@platform/events';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { WriteKind } from './timeline.dto';

/** A record and what is asked of its writes. */
export interface WriteRange {
  readonly type: RecordType;
  readonly record: RecordView;
  /** The stored id. */
  readonly recordId: string;
  readonly kinds: ReadonlySet<string>;
  /** Only writes that made smaller versions. */
  readonly below: number;
  readonly limit: number;
}

/** A write of the record on its timeline. */
export interface PlacedWrite {
  readonly kind: WriteKind;
  readonly version: number;
  readonly at: Date;
  readonly entry: object;
}

/** Writes of the kinds asked for, the newest first, and down to which version they are all of them. */
export interface Writes {
  readonly writes: readonly PlacedWrite[];
  readonly reached: { readonly version: number; readonly at: Date };
  readonly isEnd: boolean;
}

/** When few of the writes are of the kinds asked for, so many are looked through for one page. */
const LOOKED_THROUGH = 200;

/** The oldest version that there can be. */
const FIRST = 1;

/** The writes of a record as its events tell them, as long as those are kept; its creation is always known. */
export async function writesOf(sql: Sql, ctx: RequestContext, range: WriteRange): Promise<Writes> {
  const { type, record, kinds, below } = range;
  const created = new Date(record.created_at);
  const nothing = { writes: [], reached: { version: FIRST, at: created }, isEnd: true };
  if (below <= FIRST || kinds.size === 0) return nothing;
  const limit = Math.max(range.limit, LOOKED_THROUGH);
  const found = await historyOf(sql, ctx.workspaceId, {
    id: range.recordId,
    since: created,
    below,
    types: readableTypes(ctx, type),
    limit,
  });
  const isEnd = found.length < limit;
  const placed = found.map((write) => placedWrite(ctx, type, range.recordId, write));
  if (isEnd && placed.at(-1)?.version !== FIRST) placed.push(creationOf(record, created));
  const reached = placed.at(-1) ?? nothing.reached;
  return { writes: placed.filter(({ kind }) => kinds.has(kind)), reached, isEnd };
}

export const readableTypes = ({ principal }: RequestContext, { name }: RecordType): string[] =>
  eventTypes()
    .filter(({ object, scope }) => object === name && principal.scopes.has(scope.name))
    .map((event) => event.type);

/** A write of a record of a type, as its timeline tells it. */
export function placedWrite(
  ctx: RequestContext,
  { name }: RecordType,
  recordId: string,
  write: HistoricWrite,
): PlacedWrite {
  const { version, at, types, actor, eventId, requestId } = write;
  const changes = Object.fromEntries(
    Object.entries(write.changes).filter(([path]) => !isHidden(ctx, name, path)),
  );
  const kind = kindOf(types);
  const { stage_id: stage } = changes;
  const entry = {
    id: toTypeId('event', eventId),
    kind,
    at: at.toISOString(),
    actor,
    request_id: requestId,
    record_id: toTypeId(name, recordId),
    events: types,
    ...(kind === 'stage_change' && { from_stage_id: stage?.from, to_stage_id: stage?.to }),
    ...((kind === 'stage_change' || kind === 'change') && { changes }),
  };
  return { kind, version, at, entry };
}

const VERBS: Readonly<Record<string, WriteKind>> = {
  stage_changed: 'stage_change',
  created: 'created',
  deleted: 'deleted',
  restored: 'restored',
};

/** The most telling of a write's events says what it was. */
function kindOf(types: readonly string[]): WriteKind {
  const verbs = types.map((type) => type.slice(type.indexOf('.') + 1));
  const found = Object.entries(VERBS).find(([verb]) => verbs.includes(verb));
  return found ? found[1] : 'change';
}

function creationOf({ id, created_at, created_by }: RecordView, at: Date): PlacedWrite {
  const entry = {
    id,
    kind: 'created',
    at: created_at,
    actor: created_by,
    request_id: null,
    record_id: id,
    events: [],
  };
  return { kind: 'created', version: FIRST, at, entry };
}
