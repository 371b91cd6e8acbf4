import type { FilterOf, Value } from './filter';

/** What each of the ids that a filter names stands for; an id that is missing stands for itself. */
export type IdsByName = ReadonlyMap<string, readonly string[]>;

/** What is to be known of fields to find the ids that a filter names. */
interface Scalar {
  readonly type: string;
}

type AnyFilter<S, L, K, X> = FilterOf<S, L, K, X>;

/** The ids that a filter compares with, of whatever kind; `isList` tells the lists whose values are ids. */
export function idsNamedIn<S extends Scalar, L, K, X>(
  filter: AnyFilter<S, L, K, X>,
  isList: (field: L) => boolean,
): string[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.of.flatMap((part) => idsNamedIn(part, isList));
    case 'not':
      return idsNamedIn(filter.of, isList);
    case 'compare':
      return filter.field.type === 'id' ? [String(filter.value)] : [];
    case 'in':
      return filter.field.type === 'id' ? filter.values.map(String) : [];
    case 'has':
      return isList(filter.field) ? [filter.value] : [];
    case 'linked':
      return filter.by ? idsNamedIn(filter.by, isList) : [];
    default:
      return [];
  }
}

/** The filter with every id that it names replaced by those that it stands for: any of them will do. */
export function withIds<S extends Scalar, L, K, X>(
  filter: AnyFilter<S, L, K, X>,
  ids: IdsByName,
  isList: (field: L) => boolean,
): AnyFilter<S, L, K, X> {
  const inside = (part: AnyFilter<S, L, K, X>) => withIds(part, ids, isList);
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { kind: filter.kind, of: filter.of.map(inside) };
    case 'not':
      return { kind: 'not', of: inside(filter.of) };
    case 'compare':
      return comparing(filter, ids);
    case 'in':
      if (filter.field.type !== 'id') return filter;
      return { ...filter, values: filter.values.flatMap((value) => standing(ids, value)) };
    case 'has':
      return isList(filter.field) ? having(filter, ids) : filter;
    case 'linked':
      return { ...filter, by: filter.by && inside(filter.by) };
    default:
      return filter;
  }
}

const standing = (ids: IdsByName, value: Value): readonly Value[] => ids.get(String(value)) ?? [value];

type Kind<F, K> = Extract<F, { readonly kind: K }>;

/** Ids are compared for being equal alone. */
function comparing<S extends Scalar, L, K, X>(
  filter: Kind<AnyFilter<S, L, K, X>, 'compare'>,
  ids: IdsByName,
): AnyFilter<S, L, K, X> {
  const { field, value } = filter;
  if (field.type !== 'id') return filter;
  const [first = value, ...others] = standing(ids, value);
  return others.length === 0
    ? { ...filter, value: first }
    : { kind: 'in', field, values: [first, ...others] };
}

function having<S extends Scalar, L, K, X>(
  filter: Kind<AnyFilter<S, L, K, X>, 'has'>,
  ids: IdsByName,
): AnyFilter<S, L, K, X> {
  const found = standing(ids, filter.value).map((value) => ({ ...filter, value: String(value) }));
  const [only] = found;
  return found.length === 1 && only ? only : { kind: 'any', of: found };
}
