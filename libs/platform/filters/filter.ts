import type { FilterLink, FilterSchema, ListField, ScalarField } from './filter-schema';

export type Value = string | number | boolean;

export type Comparison = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'starts_with';

/** A checked filter. Logic has two values: what compares with nothing is false, and `not` of it is true. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | {
      readonly kind: 'compare';
      readonly field: ScalarField;
      readonly operator: Comparison;
      readonly value: Value;
    }
  | { readonly kind: 'in'; readonly field: ScalarField; readonly values: readonly Value[] }
  | { readonly kind: 'is_null'; readonly field: ScalarField }
  | { readonly kind: 'is_empty'; readonly field: ListField }
  | { readonly kind: 'has'; readonly field: ListField; readonly value: string }
  | { readonly kind: 'linked'; readonly link: FilterLink; readonly by: Filter | null }
  | { readonly kind: 'search'; readonly in: NonNullable<FilterSchema['search']>; readonly text: SearchText };

/** What a full text search looks for: all of the words, or the digits of a phone number. */
export interface SearchText {
  readonly words: readonly string[];
  readonly digits: string | null;
}

/** A filter that every record meets. */
export const EVERYTHING: Filter = { kind: 'all', of: [] };
