import type { Dto, Scope } from '@platform/http';
import type { IdKind } from '@platform/ids';

/** Everything that anything else needs to know of an event: docs, subscriptions, OpenAPI and SDK all read this. */
export interface EventDefinition {
  /** `{object}.{past participle}`, such as `deal.won`. */
  readonly type: `${string}.${string}`;
  readonly summary: string;
  /** What kind of thing it is about; its id is `data.object.id`. */
  readonly object: IdKind;
  /** The contract of `data.object`: the thing after the change. */
  readonly payload: Dto;
  /** A reader must hold this scope to see the event. */
  readonly scope: Scope;
}

const defined = new Map<string, EventDefinition>();

/** Declares an event beside the code that emits it. */
export function defineEvent(event: EventDefinition): EventDefinition {
  if (defined.has(event.type)) throw new Error(`Two events are named "${event.type}".`);
  defined.set(event.type, event);
  return event;
}

/** Every event that the loaded code can emit, by name. */
export const eventTypes = (): EventDefinition[] =>
  [...defined.values()].sort((a, b) => a.type.localeCompare(b.type, 'en'));

/** The definition of one type of event, or undefined. */
export const eventType = (type: string): EventDefinition | undefined => defined.get(type);
