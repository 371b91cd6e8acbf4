import type { Evaluable } from './filter';
import type { Json } from './filter-schema';
import { foldText } from './fold-text';
import { isFound } from './search-text';
import { compareValues, sameValue } from './value-order';
import { recordsIn, valueIn, valuesIn } from './values-in';

/** Whether a record in its public form meets a filter: always what the database would answer for its row. */
export function matchesFilter(filter: Evaluable, record: Json): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.of.every((part) => matchesFilter(part, record));
    case 'any':
      return filter.of.some((part) => matchesFilter(part, record));
    case 'not':
      return !matchesFilter(filter.of, record);
    case 'is_null':
      return valueIn(filter.field, record) === null;
    case 'is_empty':
      return valuesIn(filter.field, record).length === 0;
    case 'has':
      return valuesIn(filter.field, record).includes(filter.value);
    case 'in':
      return isAmong(filter, record);
    case 'compare':
      return compares(filter, record);
    case 'search':
      return isFound(filter.text, filter.in.read(record));
    default:
      return isLinked(filter, record);
  }
}

function isAmong({ field, values }: Extract<Evaluable, { kind: 'in' }>, record: Json): boolean {
  const own = valueIn(field, record);
  return own !== null && values.some((value) => sameValue(field.type, own, value));
}

function compares(
  { field, operator, value }: Extract<Evaluable, { kind: 'compare' }>,
  record: Json,
): boolean {
  const own = valueIn(field, record);
  if (own === null) return false;
  switch (operator) {
    case 'eq':
      return sameValue(field.type, own, value);
    case 'contains':
      return foldText(String(own)).includes(String(value));
    case 'starts_with':
      return foldText(String(own)).startsWith(String(value));
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

function isLinked({ link, by }: Extract<Evaluable, { kind: 'linked' }>, record: Json): boolean {
  const found = recordsIn(link, record);
  if (link.many || !by) return found.some((linked) => !by || matchesFilter(by, linked));
  return matchesFilter(by, found[0] ?? {});
}
