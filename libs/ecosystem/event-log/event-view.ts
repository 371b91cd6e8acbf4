import type { LoggedEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';

import type { EventDto } from './event.dto';
import { objectUrl } from './object-urls';
import type { Rendering } from './rendering';

/**
 * The public form of an event; the order of its fields is part of what webhooks sign, so it never changes. Of one that was erased
 * it tells which thing it was about.
 */
export const eventView = (event: LoggedEvent): EventDto =>
  event.erased_at === null ? { ...headOf(event), data: dataOf(event) } : thinView(event);

/** The same as a reader asked for it. What is erased or asked for thin is told by its id alone. */
export function renderedView(event: LoggedEvent, { payload, fields, hidden }: Rendering): EventDto {
  if (payload === 'thin' || event.erased_at) return thinView(event);
  if (fields === null) return hidden === null ? eventView(event) : { ...eventView(event), payload: 'fields' };
  const { object, changes } = event.data;
  const data = {
    object: chosenOf(object, new Set(fields)),
    changes: chosenChanges(changes, new Set(fields)),
  };
  return { ...headOf(event), data, payload: 'fields' };
}

const headOf = (event: LoggedEvent): Omit<EventDto, 'data'> => ({
  id: toTypeId('event', event.id),
  type: event.type,
  sequence: event.sequence,
  timestamp: event.occurred_at.toISOString(),
  workspace_id: toTypeId('workspace', event.workspace_id),
  request_id: event.request_id,
  actor: { type: event.actor.type, id: event.actor.id },
});

const dataOf = ({ data: { object, changes } }: LoggedEvent): EventDto['data'] => ({ object, changes });

function thinView(event: LoggedEvent): EventDto {
  const { object_kind: type, erased_at: erasedAt } = event;
  const id: unknown = Reflect.get(event.data.object, 'id') ?? null;
  const object = { id, type, url: objectUrl(type, event.data.object) };
  const erased = erasedAt && { erased_at: erasedAt.toISOString() };
  return { ...headOf(event), data: { object, changes: {} }, payload: 'thin', ...erased };
}

const CUSTOM = 'custom_fields';

function chosenOf(object: object, fields: ReadonlySet<string>): object {
  const entries = Object.entries(object).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    if (name === 'id' || fields.has(name)) return [[name, value]];
    const isPart = name === CUSTOM && typeof value === 'object' && value !== null;
    const part = isPart ? Object.entries(value).filter(([key]) => fields.has(`${CUSTOM}.${key}`)) : [];
    return part.length > 0 ? [[name, Object.fromEntries(part)]] : [];
  });
  return Object.fromEntries(entries);
}

const chosenChanges = (changes: object, fields: ReadonlySet<string>): object =>
  Object.fromEntries(
    Object.entries(changes).filter(
      ([name]) => fields.has(name) || (name.startsWith(`${CUSTOM}.`) && fields.has(CUSTOM)),
    ),
  );
