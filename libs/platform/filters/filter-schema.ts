import type { IdKind } from '@platform/ids';

/** What a value is, and with it which operators it takes; a `word` is compared as a whole only. */
export type ValueType = 'text' | 'word' | 'boolean' | 'integer' | 'decimal' | 'date' | 'time' | 'id';

/** Takes a value as a parameter of the statement, and answers with its place in the text. */
export type Bind = (value: unknown) => string;

/** Anything in JSON that may have fields. */
export type Json = unknown;

/** A field with one value or none. */
export interface ScalarField {
  readonly list?: false;
  readonly type: ValueType;
  /** The closed list of words that it may have. */
  readonly choices?: readonly string[];
  /** What an id names. */
  readonly idKind?: IdKind;
  /** Its value in the public form of a record. */
  read: (record: Json) => unknown;
  /** Its value in a row; never NULL-safe. */
  value: (row: string) => string;
  /** The folded form of a text. */
  folded?: (row: string) => string;
  /** The sort key of a text. */
  key?: (row: string) => string;
  /** A text with a trigram index that holds the folded form among other things. */
  nearby?: (row: string) => string;
}

/** A field with any number of values, all of them texts. */
export interface ListField {
  readonly list: true;
  /** The form in which values are kept, or null when a value has none. */
  normalize?: (value: string, caller: FilterCaller) => string | null;
  /** What the values look like, for a fault: `"shop:4711"`. */
  readonly example: string;
  /** Its kept values in the public form of a record. */
  read: (record: Json) => readonly unknown[];
  /** Whether the list of a row is empty. */
  isEmpty: (row: string) => string;
  /** Whether a row has a value. */
  has: (row: string, value: string, bind: Bind) => string;
}

export type FilterField = ScalarField | ListField;

/** A way from a record to others. */
export interface FilterLink {
  readonly many: boolean;
  to: () => FilterSchema;
  /** The linked record in the public form of a record, or all of them. */
  read: (record: Json) => unknown;
  /** The tables under `to`, joined to the row `from`: every one of them names its workspace as $1. */
  sql: (from: string, to: string) => { readonly tables: string; readonly where: string };
}

/** What a filter may ask of one kind of record. */
export interface FilterSchema {
  readonly fields: Readonly<Record<string, FilterField>>;
  /** Objects inside the record. */
  readonly groups?: Readonly<Record<string, Readonly<Record<string, FilterField>>>>;
  readonly links?: Readonly<Record<string, FilterLink>>;
  /** What a caller needs to look at these records through a link. */
  readonly needs?: string;
  readonly search?: {
    readonly sql: (row: string) => string;
    readonly read: (record: Json) => string;
  };
}

/** Who filters, and when: what `me`, `today` and a phone number without a country mean. */
export interface FilterCaller {
  readonly now: Date;
  /** The public id of the caller's member, if it has one. */
  readonly me: string | null;
  readonly country: string | null;
}
