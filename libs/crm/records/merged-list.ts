import { type FieldSpec, type RequestContext, unprocessable } from '@platform/http';

import type { Columns, FieldKind } from './field-kind';

export const LIST_MODES = ['replace', 'merge'] as const;

/** What a list in a change means: the whole list, or entries to put into the one that is there. */
export type ListMode = (typeof LIST_MODES)[number];

/**
 * The list that a field has after the given entries were put into it: each takes the place of the entry that is the same,
 * or is added. Values that are no list, and lists whose entries have no sameness, stay as they were given.
 */
export function mergedList(
  kind: FieldKind,
  field: FieldSpec,
  value: unknown,
  { row, ctx }: { readonly row: Columns; readonly ctx: RequestContext },
): unknown {
  const { sameness } = kind;
  if (!sameness || !Array.isArray(value)) return value;
  const given = value as Columns[];
  const scratch = { ...row };
  kind.store(given, field, scratch, ctx);
  const merged = (row[field.name] as Columns[]).map((entry) => ({ ...entry }));
  if (given.some((entry) => entry.primary)) for (const entry of merged) entry.primary = false;
  const places = new Map(merged.map((entry, at) => [sameness(entry), at]));
  (scratch[field.name] as Columns[]).forEach((stored, at) => {
    const key = sameness(stored);
    const place = places.get(key) ?? merged.length;
    merged[place] = { ...given[at], primary: given[at]?.primary ?? merged[place]?.primary };
    places.set(key, place);
  });
  refuseTooMany(merged, field);
  return merged;
}

/**
 * What a field lacks of a value: all of it when the field is empty, of a list the entries that it does not have, none of
 * them the first to use. Undefined when it lacks nothing.
 */
export function lackingPart(
  kind: FieldKind,
  field: FieldSpec,
  value: unknown,
  { row, ctx }: { readonly row: Columns; readonly ctx: RequestContext },
): unknown {
  if (value === null || value === undefined) return undefined;
  const own = kind.present(row, field);
  if (kind.put) return lackingMembers(own as Columns, value as Columns);
  if (isEmpty(own)) return isEmpty(value) ? undefined : value;
  const { sameness } = kind;
  if (!sameness || !Array.isArray(value)) return undefined;
  const scratch = { ...row };
  kind.store(value, field, scratch, ctx);
  const given = scratch[field.name] as Columns[];
  const stored = row[field.name] as Columns[];
  const known = new Set(stored.map(sameness));
  const lacking = (value as Columns[]).filter((_, at) => !known.has(sameness(given[at] ?? {})));
  if (lacking.length === 0) return undefined;
  const list = [...stored, ...lacking.map((entry) => ({ ...entry, primary: false }))];
  refuseTooMany(list, field);
  return list;
}

/** Of an object whose members are fields of their own, those that have no value yet. */
const lackingMembers = (own: Columns, given: Columns): Columns =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => isEmpty(own[name]) && !isEmpty(value)));

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function refuseTooMany(list: readonly unknown[], { name, schema: { maxItems } }: FieldSpec): void {
  if (typeof maxItems !== 'number' || list.length <= maxItems) return;
  const detail = `Together with the entries that are there, these would be more than ${maxItems}`;
  throw unprocessable([{ pointer: `/${name}`, code: 'too_many', detail }]);
}
