import type { Value } from './filter';
import type { Json, LinkedRecords, ListValues, Path, ScalarValue, ValueType } from './filter-schema';

/** The value of a field in a public form; null when there is none, or one of another type. */
export function valueIn({ type, at }: ScalarValue, record: Json): Value | null {
  const value = inside(record, at);
  return isOf(type, value) ? value : null;
}

/** The values of a list in a public form; an entry that lacks a part of its value has none. */
export function valuesIn({ at, of }: ListValues, record: Json): string[] {
  return entriesIn(record, at).flatMap((entry) => {
    const parts = of ? of.map((name) => ownField(entry, name)) : [entry];
    return parts.every((part) => typeof part === 'string') ? [parts.join(':')] : [];
  });
}

/** The records that are linked in a public form, none when the link is null. */
export function recordsIn({ many, at, as }: LinkedRecords, record: Json): Json[] {
  const found = many ? entriesIn(record, at) : [inside(record, at)];
  const records = as === undefined ? found : found.map((entry) => ownField(entry, as));
  return records.filter((one) => typeof one === 'object' && one !== null);
}

function entriesIn(record: Json, at: Path): Json[] {
  const entries = inside(record, at);
  return Array.isArray(entries) ? (entries as Json[]) : [];
}

const inside = (record: Json, at: Path): Json => at.reduce(ownField, record);

/** A field of an object's own: never what every object inherits. */
export function ownField(from: Json, name: string): Json {
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, name)) return undefined;
  return (from as Record<string, unknown>)[name];
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

function isOf(type: ValueType, value: unknown): value is Value {
  if (type === 'boolean' || type === 'integer')
    return typeof value === (type === 'integer' ? 'number' : 'boolean');
  return typeof value === 'string' && (type !== 'decimal' || DECIMAL.test(value));
}
