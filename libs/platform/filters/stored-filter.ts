import type { Comparison, Filter, StoredFilter, Value } from './filter';
import type { LinkedRecords, ListValues, Path, ScalarValue, ValueType } from './filter-schema';
import { OPERATORS } from './operators';
import { relativeTime } from './relative-time';

/** A filter as data, which needs no schema to be evaluated. It must look at nothing but fields: not at `search`. */
export function storedFilter(filter: Filter): StoredFilter {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { kind: filter.kind, of: filter.of.map(storedFilter) };
    case 'not':
      return { kind: 'not', of: storedFilter(filter.of) };
    case 'compare':
    case 'in':
    case 'is_null':
      return { ...filter, field: scalarValue(filter.field) };
    case 'is_empty':
    case 'has':
      return { ...filter, field: listValues(filter.field) };
    case 'linked':
      return { ...filter, link: linkedRecords(filter.link), by: storedBy(filter.by) };
    default:
      throw new Error('A search cannot be kept.');
  }
}

const storedBy = (by: Filter | null): StoredFilter | null => by && storedFilter(by);

const scalarValue = ({ type, at }: ScalarValue): ScalarValue => ({ type, at });
const listValues = ({ at, of }: ListValues): ListValues => ({ at, ...(of && { of }) });
const linkedRecords = ({ many, at, as }: LinkedRecords): LinkedRecords => ({
  many,
  at,
  ...(as !== undefined && { as }),
});

/** The filter with its relative times counted from `now`. */
export function atTime(filter: StoredFilter, now: Date): StoredFilter {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { kind: filter.kind, of: filter.of.map((part) => atTime(part, now)) };
    case 'not':
      return { kind: 'not', of: atTime(filter.of, now) };
    case 'compare':
      return { ...filter, value: instant(filter.field.type, filter.value, now) };
    case 'in':
      return { ...filter, values: filter.values.map((value) => instant(filter.field.type, value, now)) };
    case 'linked':
      return { ...filter, by: filter.by && atTime(filter.by, now) };
    default:
      return filter;
  }
}

/** A day has the first 10 characters of an instant. */
function instant(type: ValueType, value: Value, now: Date): Value {
  if ((type !== 'time' && type !== 'date') || typeof value !== 'string') return value;
  const time = relativeTime(value, now);
  return time ? time.toISOString().slice(0, type === 'date' ? 10 : 24) : value;
}

/** Whether JSON is a filter that this code can evaluate: newer code may have kept one that it cannot. */
export function isStoredFilter(json: unknown): json is StoredFilter {
  if (!isObject(json)) return false;
  const { kind } = json;
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind) && KINDS[kind as keyof typeof KINDS](json);
}

type Json = Readonly<Record<string, unknown>>;

const isParts = ({ of }: Json): boolean => Array.isArray(of) && of.every(isStoredFilter);

const KINDS: Readonly<Record<StoredFilter['kind'], (json: Json) => boolean>> = {
  all: isParts,
  any: isParts,
  not: ({ of }) => isStoredFilter(of),
  compare: ({ field, operator, value }) =>
    isScalar(field) && COMPARISONS.includes(operator as Comparison) && isValue(value),
  in: ({ field, values }) => isScalar(field) && Array.isArray(values) && values.every(isValue),
  is_null: ({ field }) => isScalar(field),
  is_empty: ({ field }) => isList(field),
  has: ({ field, value }) => isList(field) && typeof value === 'string',
  linked: ({ link, by }) => isLink(link) && (by === null || isStoredFilter(by)),
  search: () => false,
};

const COMPARISONS = OPERATORS.filter((name): name is Comparison =>
  ['eq', 'gt', 'gte', 'lt', 'lte', 'contains', 'starts_with'].includes(name),
);

const TYPES: Readonly<Record<ValueType, true>> = {
  text: true,
  word: true,
  boolean: true,
  integer: true,
  decimal: true,
  date: true,
  time: true,
  id: true,
};

const isScalar = (json: unknown): boolean =>
  isObject(json) && isPath(json.at) && Object.hasOwn(TYPES, String(json.type));
const isList = (json: unknown): boolean =>
  isObject(json) && isPath(json.at) && (json.of === undefined || isPath(json.of));
const isLink = (json: unknown): boolean =>
  isObject(json) &&
  isPath(json.at) &&
  typeof json.many === 'boolean' &&
  (json.as === undefined || typeof json.as === 'string');
const isPath = (json: unknown): json is Path =>
  Array.isArray(json) && json.every((step) => typeof step === 'string');
const isValue = (json: unknown): json is Value => ['string', 'number', 'boolean'].includes(typeof json);
const isObject = (json: unknown): json is Json =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
