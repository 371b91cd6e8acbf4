import type {
  FilterLink,
  FilterSchema,
  LinkedRecords,
  ListField,
  ListValues,
  ScalarField,
  ScalarValue,
} from './filter-schema';

export type Value = string | number | boolean;

export type Comparison = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'starts_with';

/** A checked filter. Logic has two values: what compares with nothing is false, and `not` of it is true. */
export type FilterOf<Scalar, List, Link, Search> =
  | { readonly kind: 'all' | 'any'; readonly of: readonly FilterOf<Scalar, List, Link, Search>[] }
  | { readonly kind: 'not'; readonly of: FilterOf<Scalar, List, Link, Search> }
  | {
      readonly kind: 'compare';
      readonly field: Scalar;
      readonly operator: Comparison;
      readonly value: Value;
    }
  | { readonly kind: 'in'; readonly field: Scalar; readonly values: readonly Value[] }
  | { readonly kind: 'is_null'; readonly field: Scalar }
  | { readonly kind: 'is_empty'; readonly field: List }
  | { readonly kind: 'has'; readonly field: List; readonly value: string }
  | {
      readonly kind: 'linked';
      readonly link: Link;
      readonly by: FilterOf<Scalar, List, Link, Search> | null;
    }
  | { readonly kind: 'search'; readonly in: Search; readonly text: SearchText };

type Search = NonNullable<FilterSchema['search']>;

/** A filter that the database and the evaluator understand. */
export type Filter = FilterOf<ScalarField, ListField, FilterLink, Search>;

/** What the evaluator needs of a filter. */
export type Evaluable = FilterOf<ScalarValue, ListValues, LinkedRecords, Pick<Search, 'read'>>;

/** A filter that is data alone: it can be kept, and evaluated where nobody knows the kinds of records. */
export type StoredFilter = FilterOf<ScalarValue, ListValues, LinkedRecords, never>;

/** What a full text search looks for: all of the words, or the digits of a phone number. */
export interface SearchText {
  readonly words: readonly string[];
  readonly digits: string | null;
}

/** A filter that every record meets. */
export const EVERYTHING: Filter = { kind: 'all', of: [] };
