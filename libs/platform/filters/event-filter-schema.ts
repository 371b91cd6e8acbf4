import type { FilterLink, FilterSchema, ListField } from './filter-schema';

/** How the fields of a record appear in its events. */
export interface ToldFields {
  /** Those that `changes` can name. */
  readonly changing: readonly string[];
  /** Those that change without being told of: nobody knows what they were before. */
  readonly untold: readonly string[];
}

/**
 * What a filter may ask of the events about one kind of record: the record's own fields after the change, those of its
 * links that never change, the names of the fields that `changed`, and under `before` the record before the change,
 * which is null when it was created. It is evaluated over an event as `eventSubject` lays it out.
 */
export function eventFilterSchema(schema: FilterSchema, { changing, untold }: ToldFields): FilterSchema {
  const own = onRecord(schema);
  const before = { ...own, ...withoutFields(own, untold) };
  return {
    ...own,
    fields: { ...own.fields, changed: changedField(changing) },
    links: { ...own.links, before: { many: false, at: ['before'], to: () => before, sql: notARow } },
  };
}

/** An event as filters on events look at it; `before` is null when there was no record. */
export const eventSubject = (object: object, before: object | null, changed: readonly string[]): object => ({
  ...object,
  before,
  changed,
});

/** The record itself, with as much of what it is linked to as is known on events. */
function onRecord({ fields, groups = {}, links = {} }: FilterSchema): FilterSchema {
  const known = Object.entries(links).filter(([, { lasting = [] }]) => lasting.length > 0);
  const lost = Object.keys(links).filter((name) => !known.some(([one]) => one === name));
  return {
    fields,
    groups,
    links: Object.fromEntries(known.map(([name, link]) => [name, onlyLasting(link)])),
    unusable: new Set([...lost, 'search', 'segment']),
  };
}

function onlyLasting(link: FilterLink): FilterLink {
  const { lasting = [] } = link;
  const to = (): FilterSchema => {
    const { fields, groups = {}, links = {}, needs } = link.to();
    const kept = Object.entries(fields).filter(([name]) => lasting.includes(name));
    const names = [
      ...Object.keys(fields),
      ...Object.keys(groups),
      ...Object.keys(links),
      'search',
      'segment',
    ];
    return {
      fields: Object.fromEntries(kept),
      unusable: new Set(names.filter((name) => !lasting.includes(name))),
      ...(needs !== undefined && { needs }),
    };
  };
  return { ...link, to };
}

function withoutFields(schema: FilterSchema, names: readonly string[]): Omit<FilterSchema, 'links'> {
  const { fields, groups = {}, unusable = [] } = schema;
  const kept = <T>(table: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
  return { fields: kept(fields), groups: kept(groups), unusable: new Set([...unusable, ...names]) };
}

const changedField = (choices: readonly string[]): ListField => ({
  list: true,
  at: ['changed'],
  choices,
  example: '"owner_id"',
  isEmpty: notARow,
  has: notARow,
});

const notARow = (): never => {
  throw new Error('An event is not a row of a table: its filter can only be evaluated.');
};
