import type { IdKind } from '@platform/ids';

/** What a value is, and with it which operators it takes; a `word` is compared as a whole only. */
export type ValueType = 'text' | 'word' | 'boolean' | 'integer' | 'decimal' | 'date' | 'time' | 'id';

/** Takes a value as a parameter of the statement, and answers with its place in the text. */
export type Bind = (value: unknown) => string;

/** Anything in JSON that may have fields. */
export type Json = unknown;

/** The way to a value in the public form of a record: names of fields, from the outside in. */
export type Path = readonly string[];

/** Where one value stands in the public form of a record. */
export interface ScalarValue {
  readonly type: ValueType;
  readonly at: Path;
}

/** Where a list of values stands. */
export interface ListValues {
  readonly at: Path;
  /** The texts of an entry that make its value, joined by a colon; the entry itself is the value unless told. */
  readonly of?: readonly string[];
}

/** Where linked records stand. */
export interface LinkedRecords {
  readonly many: boolean;
  readonly at: Path;
  /** The field of an entry that holds the record; the entry itself is the record unless told. */
  readonly as?: string;
}

/** A field with one value or none. */
export interface ScalarField extends ScalarValue {
  readonly list?: false;
  /** The closed list of words that it may have. */
  readonly choices?: readonly string[];
  /** What an id names. */
  readonly idKind?: IdKind;
  /** The currency of an amount. */
  readonly currency?: ScalarField;
  /** Its value in a row; never NULL-safe. */
  value: (row: string) => string;
  /** The folded form of a text. */
  folded?: (row: string) => string;
  /** The sort key of a text. */
  key?: (row: string) => string;
  /** A text with a trigram index that holds the folded form among other things. */
  nearby?: (row: string) => string;
  /** An index of its values in a table beside the rows. */
  readonly index?: ValueIndex;
}

/** A table with a row for each value of a field: of texts their sort keys, of anything else the value itself. */
export interface ValueIndex {
  readonly as: 'text' | 'numeric';
  /** Whether a row has a value that meets a condition. */
  any: (row: string, condition: (value: string) => string) => string;
}

/** A field with any number of values, all of them texts. */
export interface ListField extends ListValues {
  readonly list: true;
  /** Whether its values are public ids. */
  readonly areIds?: boolean;
  /** The closed list of words that its values may be. */
  readonly choices?: readonly string[];
  /** The form in which values are kept, or null when a value has none. */
  normalize?: (value: string, caller: FilterCaller) => string | null;
  /** What the values look like, for a fault: `"shop:4711"`. */
  readonly example: string;
  /** Whether the list of a row is empty. */
  isEmpty: (row: string) => string;
  /** Whether a row has a value. */
  has: (row: string, value: string, bind: Bind) => string;
}

export type FilterField = ScalarField | ListField;

/** A way from a record to others. */
export interface FilterLink extends LinkedRecords {
  to: () => FilterSchema;
  /** Those fields of the linked record that never change: filters on events may ask for them. */
  readonly lasting?: readonly string[];
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
  /** What filters on records may ask and this one may not. */
  readonly unusable?: ReadonlySet<string>;
  readonly search?: {
    readonly sql: (row: string) => string;
    readonly read: (record: Json) => string;
  };
  /** Set when filters that are kept under a name may stand in this one. */
  readonly segments?: {
    /** The kind of record that they must be about. */
    readonly object: string;
    readonly needs: string;
  };
}

/** A filter that is kept under a name, as it was written. */
export interface KeptFilter {
  readonly object: string;
  readonly filter: Json;
}

/** Who filters, and when: what `me`, `today` and a phone number without a country mean. */
export interface FilterCaller {
  readonly now: Date;
  /** The public id of the caller's member, if it has one. */
  readonly me: string | null;
  readonly country: string | null;
  /** The segments that the filter names, and those that they name, by their public ids. */
  readonly segments?: ReadonlyMap<string, KeptFilter>;
  /** How many segments the filter stands in itself; none unless told. */
  readonly within?: number;
  /** Set for a filter that is kept: relative times stay as they are written, until `atTime` says what they mean. */
  readonly keepsRelative?: boolean;
}
