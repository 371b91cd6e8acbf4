import { kindOf } from '@platform/ids';

import type { Rights } from './rights';

type Hidden = ReadonlyMap<string, ReadonlySet<string>>;

const known = new WeakMap<Rights, Hidden | null>();

/** The fields that rights hide, by kind of record; null when they hide none. */
export function hiddenBy(rights: Rights): Hidden | null {
  const found = known.get(rights);
  if (found !== undefined) return found;
  const entries = [...rights.objects].flatMap(([object, { fields }]): [string, ReadonlySet<string>][] => {
    const hidden = [...fields].flatMap(([field, limit]) => (limit === 'hidden' ? [field] : []));
    return hidden.length === 0 ? [] : [[object, new Set(hidden)]];
  });
  const hidden = entries.length === 0 ? null : new Map(entries);
  known.set(rights, hidden);
  return hidden;
}

/**
 * An answer without the fields that the caller may not see: of every record in it, wherever it stands, and of what is told of
 * its changes. A record is known by its id; what tells of one names it as `record_id`, or has it beside it as `object`.
 */
export function withoutHidden(answer: unknown, rights: Rights): unknown {
  const hidden = hiddenBy(rights);
  return hidden ? cleared(answer, hidden) : answer;
}

function cleared(value: unknown, hidden: Hidden): unknown {
  if (Array.isArray(value)) return value.map((item) => cleared(item, hidden));
  if (!isPlain(value)) return value;
  const fields = fieldsOf(value, hidden);
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (fields.own?.has(name)) return [];
    if (name === 'changes' && fields.told && isPlain(inner)) return [[name, without(inner, fields.told)]];
    if (name === 'custom_fields' && fields.own && isPlain(inner))
      return [[name, without(inner, keysIn(fields.own))]];
    return [[name, cleared(inner, hidden)]];
  });
  return Object.fromEntries(entries);
}

/** What is hidden of the record that an object is or tells of, and of changes that stand in it. */
function fieldsOf(value: Readonly<Record<string, unknown>>, hidden: Hidden) {
  const own = of(value.id, hidden) ?? of(value.record_id, hidden);
  const beside = isPlain(value.object) ? of(value.object.id, hidden) : undefined;
  return { own, told: own ?? beside };
}

const of = (id: unknown, hidden: Hidden): ReadonlySet<string> | undefined =>
  typeof id === 'string' ? hidden.get(kindOf(id) ?? '') : undefined;

const PREFIX = 'custom_fields.';

const keysIn = (fields: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...fields].flatMap((path) => (path.startsWith(PREFIX) ? [path.slice(PREFIX.length)] : [])));

const without = (value: object, names: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
