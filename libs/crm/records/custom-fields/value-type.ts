import type { Bind, ScalarField, ValueType } from '@platform/filters';
import type { JsonSchema } from '@platform/http';

import type { CustomField } from './custom-field';

/** A value in its stored form, or what is wrong with it. */
export type ReadValue =
  | { readonly value: unknown }
  | { readonly code: ValueFaultCode; readonly detail: string };

/** What can be wrong with a value. */
export type ValueFaultCode =
  | 'invalid_id'
  | 'not_a_choice'
  | 'required'
  | 'too_large'
  | 'too_many'
  | 'too_small'
  | 'wrong_format'
  | 'wrong_length'
  | 'wrong_type';

/** What the reading of a value needs to know beyond the field. */
export interface ValueReader {
  /** ISO 3166-1 alpha-2: how phone numbers without a country code are read. */
  readonly country: string | null;
  /** What the record held before, in its stored form. */
  readonly before: unknown;
}

/** How the values of one type of custom field are checked, kept and found. */
export interface CustomType {
  /** Whether a field of it may hold several values. */
  readonly canBeMany: boolean;
  /** What filters take its values for; null when they cannot ask for it. */
  readonly filter: ValueType | null;
  /** Which index keeps its values: texts in the order of their bytes, or numbers. */
  readonly index: 'texts' | 'numbers' | null;
  /** Which rules a field of it may have. */
  readonly rules: readonly ('min' | 'max' | 'min_length' | 'max_length' | 'pattern')[];
  /** Whether a field of it may be unique. */
  readonly canBeUnique: boolean;
  /** Whether full text search looks at its values. */
  readonly isSearched: boolean;
  /** The schema of one value, for documents. */
  schema(field: CustomField): JsonSchema;
  /** Reads one value (never null) as a caller gave it. */
  read(value: unknown, field: CustomField, reader: ValueReader): ReadValue;
  /** One value as the API shows it. */
  present(stored: unknown, field: CustomField): unknown;
  /** Where one value stands in a row. */
  sql(row: string, field: CustomField): string;
  /** What the index holds of one value. */
  indexed(stored: unknown): string;
  /** What a filter of one value may ask beyond the usual. */
  more?(field: CustomField): Partial<ScalarField>;
}

const types = new Map<string, CustomType>();

/** Adds a type that custom fields can have. */
export function defineCustomType(name: string, type: CustomType): void {
  if (types.has(name)) throw new Error(`Two types of custom field are named "${name}".`);
  types.set(name, type);
}

/** A type of custom field; newer code may have stored one that this code does not know. */
export const customType = (name: string): CustomType | undefined => types.get(name);

/** The names of all types that the loaded code knows. */
export const customTypeNames = (): string[] => [...types.keys()].sort();

/** Equal numbers in one form: 2.50 is 2.5. */
export const oneForm = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal;

/** A member of the stored object as text; a field's number is ours, so it may stand in the statement. */
export const storedText = (row: string, { number }: CustomField): string =>
  `(${row}.custom_fields ->> '${number}')`;

/** The same values, of a field that holds several. */
export const storedHas = (row: string, { number }: CustomField, value: string, bind: Bind): string =>
  `${row}.custom_fields @> jsonb_build_object('${number}', jsonb_build_array(${bind(value)}::text))`;
