import type { Filter } from './filter';
import type { Json, ScalarField } from './filter-schema';
import { foldText } from './fold-text';
import { isFound } from './search-text';
import { compareValues, sameValue } from './value-order';

/** Whether a record in its public form meets a filter: always what the database would answer for its row. */
export function matchesFilter(filter: Filter, record: Json): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.of.every((part) => matchesFilter(part, record));
    case 'any':
      return filter.of.some((part) => matchesFilter(part, record));
    case 'not':
      return !matchesFilter(filter.of, record);
    case 'is_null':
      return isNothing(filter.field.read(record));
    case 'is_empty':
      return filter.field.read(record).length === 0;
    case 'has':
      return filter.field.read(record).includes(filter.value);
    case 'in':
      return filter.values.some((value) => isSame(filter.field, record, value));
    case 'compare':
      return compares(filter, record);
    case 'search':
      return isFound(filter.text, filter.in.read(record));
    default:
      return isLinked(filter, record);
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

const isNothing = (value: unknown): value is null | undefined => value === null || value === undefined;

function isSame(field: ScalarField, record: Json, value: unknown): boolean {
  const own = field.read(record);
  return !isNothing(own) && sameValue(field.type, own, value);
}

function compares({ field, operator, value }: Extract<Filter, { kind: 'compare' }>, record: Json): boolean {
  const own = field.read(record);
  if (isNothing(own)) return false;
  switch (operator) {
    case 'eq':
      return sameValue(field.type, own, value);
    case 'contains':
      return foldText(asText(own)).includes(asText(value));
    case 'starts_with':
      return foldText(asText(own)).startsWith(asText(value));
    case 'gt':
      return compareValues(field.type, own, value) > 0;
    case 'gte':
      return compareValues(field.type, own, value) >= 0;
    case 'lt':
      return compareValues(field.type, own, value) < 0;
    default:
      return compareValues(field.type, own, value) <= 0;
  }
}

function isLinked({ link, by }: Extract<Filter, { kind: 'linked' }>, record: Json): boolean {
  const found = link.read(record);
  if (link.many) {
    const records = (Array.isArray(found) ? found : []) as Json[];
    return records.some((linked) => !by || matchesFilter(by, linked));
  }
  if (!by) return !isNothing(found);
  return matchesFilter(by, found ?? {});
}
