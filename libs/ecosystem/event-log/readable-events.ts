import { isMergedObject, survivorsOf } from '@crm/merged-ids';
import { type RecordType, readableIds, recordTypeOf } from '@crm/records';
import type { Sql } from '@platform/database';
import type { StoredEvent } from '@platform/events';
import { type RequestContext, withoutHidden } from '@platform/http';
import { type IdKind, toUuid } from '@platform/ids';

/** Those of the events that are about records which the caller may read now, without the fields that are hidden from them. */
export async function readableEvents<Event extends StoredEvent>(
  sql: Sql,
  ctx: RequestContext,
  events: readonly Event[],
): Promise<Event[]> {
  const { rights } = ctx.principal;
  if (!rights) return [...events];
  const about = new Map(events.map((event) => [event, subjectOf(event)]));
  const readable = new Set<string>();
  for (const [kind, subjects] of Map.groupBy(about.values(), (subject) => subject?.kind)) {
    const type = kind && recordTypeOf(kind);
    const ids = subjects.flatMap((subject) => subject?.id ?? []);
    if (type) for (const id of await readableOf(sql, ctx, type, ids)) readable.add(id);
  }
  return events.flatMap((event) => {
    const subject = about.get(event);
    if (subject && !readable.has(subject.id)) return [];
    return { ...event, data: withoutHidden(event.data, rights) as Event['data'] };
  });
}

/** The records that the caller may read, and those that were merged into such ones. */
async function readableOf(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  ids: readonly string[],
): Promise<readonly string[]> {
  const survivors = isMergedObject(type.name)
    ? await survivorsOf(sql, ctx.workspaceId, type.name, ids)
    : new Map<string, string>();
  const answering = ids.map((id) => survivors.get(id) ?? id);
  const readable = await readableIds(sql, ctx, type, answering);
  return ids.filter((id) => readable.has(survivors.get(id) ?? id));
}

/** The record that an event is about; null when it is about something else. */
function subjectOf({ object_kind, data }: StoredEvent) {
  const kind = object_kind as IdKind;
  const id: unknown = Reflect.get(data.object, 'id');
  if (!recordTypeOf(kind) || typeof id !== 'string') return null;
  return { kind, id: toUuid(kind, id) ?? '' };
}
