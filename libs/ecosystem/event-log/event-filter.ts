import { eventFilterSchemaOf } from '@crm/records';
import type { Sql } from '@platform/database';
import type { EventDefinition } from '@platform/events';
import {
  type FilterCaller,
  type FilterFault,
  type FilterSchema,
  isStoredFilter,
  parseFilter,
  type StoredFilter,
  storedFilter,
} from '@platform/filters';
import type { Rights } from '@platform/http';

/** A filter on events, checked for each object whose events it is asked of, by the first word of their types. */
export type EventFilter = Readonly<Record<string, StoredFilter>>;

/** A filter that was read: usable when it has no faults. */
export interface ParsedEventFilter {
  readonly filter: EventFilter;
  readonly faults: readonly FilterFault[];
  /** The scopes of what it asks for beyond the events themselves. */
  readonly needs: ReadonlySet<string>;
}

/** Who filters, and in which workspace. */
export interface EventFilterCaller extends FilterCaller {
  readonly workspaceId: string;
  /** What a role leaves the caller, if one limits them. */
  readonly rights?: Rights | null | undefined;
}

/** What an event is about, as its type says: `deal` of `deal.won`. */
export const objectOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** Reads a filter on events of some types. It must fit every object that they are about; each fault says which it does not. */
export async function parseEventFilter(
  sql: Sql,
  input: unknown,
  definitions: readonly EventDefinition[],
  caller: EventFilterCaller,
): Promise<ParsedEventFilter> {
  const objects = new Map<string, FilterSchema>();
  for (const definition of definitions) {
    objects.set(objectOf(definition.type), await eventFilterSchemaOf(sql, caller, definition));
  }
  const schemas: [string, FilterSchema][] = objects.size > 0 ? [...objects] : [['', NOTHING]];
  const reader = { ...caller, keepsRelative: true };
  const parsed = schemas.map(([object, schema]) => ({ object, ...parseFilter(schema, input, reader) }));
  const faults = parsed.flatMap(({ object, faults: found }) => found.map((fault) => ({ object, ...fault })));
  const isRight = faults.length === 0;
  return {
    filter: Object.fromEntries(
      isRight ? parsed.map(({ object, filter }) => [object, storedFilter(filter)]) : [],
    ),
    faults: told(faults, schemas.length),
    needs: new Set(parsed.flatMap(({ needs }) => [...needs])),
  };
}

/** A kept filter as it comes from storage; null when newer code kept it in a form that this code does not know. */
export function readEventFilter(json: unknown): EventFilter | null {
  if (typeof json !== 'object' || json === null) return null;
  return Object.values(json).every(isStoredFilter) ? (json as EventFilter) : null;
}

/** A reader who sees no events has nothing to filter by. */
const NOTHING: FilterSchema = { fields: {} };

type FaultOfObject = FilterFault & { readonly object: string };

/** A fault that several objects have is told once; one that others do not have says of which events it is. */
function told(faults: readonly FaultOfObject[], objects: number): FilterFault[] {
  const alike = Map.groupBy(faults, ({ pointer, code, detail }) => JSON.stringify([pointer, code, detail]));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { object: _, ...fault } = first;
    if (group.length === objects) return [fault];
    const names = group.map(({ object }) => `${object}.*`).join(', ');
    const detail = `On events ${names}: ${fault.detail}; or name fewer types of event`;
    return [{ ...fault, detail }];
  });
}
