import type { StoredFilter, Value } from './filter';
import type { ScalarValue, ValueType } from './filter-schema';

/** A field that has one of some values wherever a filter is met. */
export interface RequiredValues {
  readonly field: ScalarValue;
  readonly values: readonly Value[];
}

/** Their values are the same only when they are written alike, and mean the same at any time. */
const WRITTEN_ALIKE: ReadonlySet<ValueType> = new Set(['text', 'word', 'boolean', 'integer', 'id']);

/** What a filter requires of one field, by which it can be found from a record; null for one that only evaluating it tells of. */
export function requiredValues(filter: StoredFilter): RequiredValues | null {
  switch (filter.kind) {
    case 'compare':
      return filter.operator === 'eq' ? among(filter.field, [filter.value]) : null;
    case 'in':
      return among(filter.field, filter.values);
    case 'all':
      return firstOf(filter.of);
    case 'linked':
      return throughLink(filter);
    default:
      return null;
  }
}

const among = (field: ScalarValue, values: readonly Value[]): RequiredValues | null =>
  WRITTEN_ALIKE.has(field.type) ? { field, values } : null;

function firstOf(parts: readonly StoredFilter[]): RequiredValues | null {
  for (const part of parts) {
    const required = requiredValues(part);
    if (required) return required;
  }
  return null;
}

/** A link to one record leads to a field of the record itself, which nothing meets when the link is null. */
function throughLink({ link, by }: Extract<StoredFilter, { kind: 'linked' }>): RequiredValues | null {
  const required = by && !link.many && link.as === undefined ? requiredValues(by) : null;
  if (!required) return null;
  const { field, values } = required;
  return { field: { ...field, at: [...link.at, ...field.at] }, values };
}
