import type { FilterOf } from './filter';

/** What each of the ids that a filter names stands for; an id that is missing stands for itself. */
export type IdsByName = ReadonlyMap<string, readonly string[]>;

/** What is to be known of fields to find the ids that a filter names. */
interface Scalar {
  readonly type: string;
}

/** The ids that a filter compares with, of whatever kind; `isOfIds` tells the lists whose values are ids. */
export const idsNamedIn = <S extends Scalar, L, K, X>(
  filter: FilterOf<S, L, K, X>,
  isOfIds: (field: L) => boolean,
): string[] => [...ownIds(filter, isOfIds), ...partsOf(filter).flatMap((part) => idsNamedIn(part, isOfIds))];

function ownIds<S extends Scalar, L, K, X>(
  filter: FilterOf<S, L, K, X>,
  isOfIds: (field: L) => boolean,
): string[] {
  switch (filter.kind) {
    case 'compare':
      return filter.field.type === 'id' ? [String(filter.value)] : [];
    case 'in':
      return filter.field.type === 'id' ? filter.values.map(String) : [];
    case 'has':
      return isOfIds(filter.field) ? [filter.value] : [];
    default:
      return [];
  }
}

function partsOf<S, L, K, X>(filter: FilterOf<S, L, K, X>): readonly FilterOf<S, L, K, X>[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.of;
    case 'not':
      return [filter.of];
    case 'linked':
      return filter.by ? [filter.by] : [];
    default:
      return [];
  }
}

/** The filter with every id that it names replaced by those that it stands for: any of them will do. */
export function withIds<S extends Scalar, L, K, X>(
  filter: FilterOf<S, L, K, X>,
  ids: IdsByName,
  isOfIds: (field: L) => boolean,
): FilterOf<S, L, K, X> {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { kind: filter.kind, of: filter.of.map((part) => withIds(part, ids, isOfIds)) };
    case 'not':
      return { kind: 'not', of: withIds(filter.of, ids, isOfIds) };
    case 'linked':
      return { ...filter, by: filter.by && withIds(filter.by, ids, isOfIds) };
    default:
      return condition(filter, ids, isOfIds);
  }
}

/** A condition, whose ids are compared for being equal alone. */
function condition<S extends Scalar, L, K, X>(
  filter: FilterOf<S, L, K, X>,
  ids: IdsByName,
  isOfIds: (field: L) => boolean,
): FilterOf<S, L, K, X> {
  const named = ownIds(filter, isOfIds);
  if (named.every((id) => !ids.has(id))) return filter;
  const values = named.flatMap((id) => ids.get(id) ?? [id]);
  switch (filter.kind) {
    case 'has':
      return { kind: 'any', of: values.map((value) => ({ ...filter, value })) };
    case 'compare':
    case 'in':
      return { kind: 'in', field: filter.field, values };
    default:
      return filter;
  }
}
