import { stageGroups } from '@crm/pipelines';
import type { Sql } from '@platform/database';
import type { LoggedEvent } from '@platform/events';
import { atTime, eventSubject, matchesFilter } from '@platform/filters';

import { type EventFilter, objectOf } from './event-filter';
import { followedFilters } from './followed-event-filters';

/** What of an event a filter looks at. */
export type FilteredEvent = Pick<LoggedEvent, 'type' | 'workspace_id' | 'occurred_at' | 'data'>;

/** An event, and the filter that is asked of it. */
export interface Asked<Event extends FilteredEvent = FilteredEvent> {
  readonly event: Event;
  readonly filter: EventFilter;
}

/**
 * Those whose event meets its filter. Relative times count from when the event happened, so that the answer is the same
 * whenever it is asked. An object for which the filter was not checked does not meet it. `whenBroken` decides about a filter that
 * cannot be evaluated, which is a fault of ours: without it, all fail.
 */
export async function meetingFilters<One extends Asked>(
  sql: Sql,
  asked: readonly One[],
  whenBroken: (one: One, error: unknown) => boolean = raise,
): Promise<One[]> {
  const filterOf = await followedFilters(sql, asked);
  const views = new Map(asked.map(({ event }) => [event, viewsOf(event)]));
  const stages = [...views].flatMap(([{ workspace_id: workspaceId }, { object, before }]) =>
    [stageOf(object), stageOf(before)].flatMap((id) => (id === null ? [] : [{ workspaceId, id }])),
  );
  const groups = await stageGroups(sql, stages);
  const placed = (object: object | null): object | null => {
    const group = groups.get(stageOf(object) ?? '');
    return object && group ? { ...object, stage: { group } } : object;
  };
  const meets = (one: One): boolean => {
    const { event } = one;
    const own = filterOf(one)[objectOf(event.type)];
    const { object = {}, before = null, changed = [] } = views.get(event) ?? {};
    const subject = eventSubject(placed(object) ?? {}, placed(before), changed);
    return own !== undefined && matchesFilter(atTime(own, event.occurred_at), subject);
  };
  return asked.filter((one) => {
    try {
      return meets(one);
    } catch (error) {
      return whenBroken(one, error);
    }
  });
}

const raise = (_: unknown, error: unknown): never => {
  throw error;
};

interface Views {
  readonly object: object;
  /** Null when the event tells of a creation. */
  readonly before: object | null;
  readonly changed: readonly string[];
}

function viewsOf({ type, data: { object, changes } }: FilteredEvent): Views {
  const isNew = type.endsWith('.created') || Reflect.get(object, 'version') === 1;
  const from = Object.entries(changes as Record<string, { from?: unknown }>).map(([name, change]) => [
    name,
    change.from ?? null,
  ]);
  const before = isNew ? null : { ...object, ...(Object.fromEntries(from) as object) };
  return { object, before, changed: Object.keys(changes) };
}

function stageOf(object: object | null): string | null {
  const id: unknown = object && Reflect.get(object, 'stage_id');
  return typeof id === 'string' ? id : null;
}
