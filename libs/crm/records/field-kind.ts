import { types } from 'node:util';

import type { Type } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { Change } from '@platform/events';
import type { Fault, FieldSpec, RequestContext } from '@platform/http';
import { type IdKind, toTypeId, toUuid } from '@platform/ids';

import type { Edit } from './edit';
import type { FilterPart } from './filter-parts';
import type { ListMode } from './merged-list';

/** A row as the driver gives it: a value per column. */
export type Columns = Record<string, unknown>;

/** How the values of a look-up table name one record alone. */
export interface Exclusive {
  /** What callers name a record by, in paths and bodies: `external_id`. */
  readonly key: string;
  /** The columns whose values together belong to one record of a kind; all of them are text. */
  readonly columns: readonly string[];
  /** An example of a value as callers write it. */
  readonly example: string;
  /** Reads a value as callers of a country write it; null when it is not well formed. */
  parse(text: string, country: string | null): Columns | null;
  /** A value as callers write it. */
  print(value: Columns): string;
  /** What a caller gave for the field, made sure to hold this value. */
  within(given: unknown, value: Columns, country: string | null): unknown;
}

/** Rows of a look-up table that make a field searchable: one per value. */
export interface Lookup {
  /** The entity of that table. */
  readonly row: Type;
  /** The column that names the record in that table. */
  readonly owner: string;
  /** Set when a value belongs to one record alone: its holder is named in a 409, and can be found by it. */
  readonly exclusive?: Exclusive;
  /** Where its values stand in the record, when that is not the field as a whole. */
  readonly path?: string;
  /** Columns of the record that its rows are made of, beyond the field's own. */
  readonly from?: readonly string[];
  /** What the table holds for one record of the given kind. */
  rows(row: Columns, field: string, object: IdKind): Columns[];
}

/** Rows of a look-up table that are made of several fields of a record. */
export interface OwnLookup extends Lookup {
  /** The columns that they are made of. */
  readonly from: readonly string[];
}

/** Entries of a look-up table that lead from one record to others. */
export interface LinkEntries {
  /** The entity of the table that is looked through, and its columns that name this record and the other. */
  readonly row: Type;
  readonly owner: string;
  readonly id: string;
  /** Values that an entry of this list has, in a table with entries of others as well. */
  readonly only?: Readonly<Record<string, string>>;
  /** Fields of this record that its entries repeat under the same names. Then it has none while it is deleted. */
  readonly repeated?: readonly string[];
}

/** A list whose entries name records of several kinds. */
export interface MixedIds extends LinkEntries {
  readonly kinds: readonly IdKind[];
}

/** A list whose entries name other records by id. */
export interface ListedIds extends LinkEntries {
  readonly kind: IdKind;
  /** Beside this field of an entry (the id) `expand` puts the record under the other name. */
  readonly beside: string;
  readonly as: string;
}

/** For whom a value is put into a row, and where what is wrong with it is told. */
export interface Putting {
  readonly ctx: RequestContext;
  readonly lists: ListMode;
  readonly fault: (fault: Fault) => void;
  /** Public ids of merged records that the values may name, and those of the records that answer for them. */
  readonly survivors?: Survivors;
}

/** Public ids by those of the merged records that they answer for. */
export type Survivors = ReadonlyMap<string, string>;

/** The texts inside a value. */
interface InnerTexts {
  /** Their folded forms in a row, by path. */
  folded(row: Columns): readonly (readonly [path: string, folded: string])[];
  /** Those that full text search looks at, of a row or of a record in its public form. */
  searched(record: unknown): readonly string[];
}

/** How the values of one kind of field are stored and answered. */
export interface FieldKind {
  /** The columns of a field of this name. */
  columns(field: string): readonly string[];
  /** Puts a value of the API (never undefined) into its columns; `ctx` is null while a row is still empty. */
  store(value: unknown, field: FieldSpec, row: Columns, ctx: RequestContext | null): void;
  /** The value of the API, made of the columns. */
  present(row: Columns, field: FieldSpec): unknown;
  /** Whether the value is a text like any: folded, filtered, and found by full text search when it is short. */
  readonly isText?: boolean;
  readonly lookup?: Lookup;
  /** The same for a field that is found in several ways. */
  readonly lookups?: readonly Lookup[];
  /** For a field whose contract the workspace decides: puts a value into a row in place of `store`, and names what was given. */
  put?(value: unknown, row: Columns, putting: Putting): readonly string[];
  /** For values that name records, unless they are lists of entries: the value with survivors in the place of merged records. */
  follow?(value: unknown, survivors: Survivors): unknown;
  /** Fills in what nobody gave, and reports what must not be: set-based, all edits and all fields of the kind at once. */
  readonly check?: (
    edits: readonly Edit[],
    ctx: RequestContext,
    tx: Transaction,
    fields: readonly FieldSpec[],
  ) => Promise<void>;
  /** What differs between two values of the API, by path, when that is told in parts. */
  difference?(before: unknown, after: unknown, field: string): Readonly<Record<string, Change>>;
  /** The texts inside a value that filters and full text search look at. */
  readonly texts?: InnerTexts;
  /** For lists: what makes two entries the same, so that one can take the place of the other (`list_mode=merge`). */
  readonly sameness?: (entry: Columns) => string;
  /** For lists and objects: what filters may ask of it. */
  filter?(field: FieldSpec, object: IdKind): FilterPart;
  /** For lists: the texts by which full text search finds the record. */
  searched?(entries: readonly Columns[]): readonly string[];
  readonly listed?: ListedIds;
  readonly mixed?: MixedIds;
}

/** The value stands in one column as it is. */
const plain: FieldKind = {
  columns: (field) => [field],
  store: (value, { name }, row) => {
    row[name] = value;
  },
  present: (row, { name }) => row[name],
};

const idKindOf = (field: FieldSpec): IdKind => field.schema['x-id-of'] as IdKind;

const id: FieldKind = {
  ...plain,
  store: (value, field, row) => {
    row[field.name] = typeof value === 'string' ? toUuid(idKindOf(field), value) : null;
  },
  present: (row, field) => {
    const value = row[field.name];
    return typeof value === 'string' ? toTypeId(idKindOf(field), value) : null;
  },
  follow: (value, survivors) => survivors.get(String(value)) ?? value,
};

const time: FieldKind = {
  ...plain,
  store: (value, { name }, row) => {
    row[name] = typeof value === 'string' ? new Date(value) : null;
  },
  present: (row, { name }) => {
    const value = row[name];
    return types.isDate(value) ? value.toISOString() : null;
  },
};

/** A sum and its currency in two columns. */
const money: FieldKind = {
  columns: (field) => [field, `${field}_currency`],
  store: (value, { name }, row) => {
    const { amount = null, currency = null } = (value ?? {}) as { amount?: string; currency?: string };
    row[name] = amount;
    row[`${name}_currency`] = currency;
  },
  present: (row, { name }) => {
    const amount = row[name];
    return typeof amount === 'string' ? { amount, currency: row[`${name}_currency`] } : null;
  },
};

/** A list is never null: null empties it. */
const list: FieldKind = {
  ...plain,
  store: (value, { name }, row) => {
    row[name] = value ?? [];
  },
  present: (row, { name }) => row[name] ?? [],
};

const text: FieldKind = { ...plain, isText: true };

const kinds = new Map<string, FieldKind>(Object.entries({ text, id, time, money, list, texts: list }));

/** Adds a kind of field that some record types need; fields of a kind that nobody defined are stored as they are. */
export function defineFieldKind(
  name: string,
  kind: Partial<FieldKind>,
  base: 'plain' | 'list' = 'plain',
): void {
  if (kinds.has(name)) throw new Error(`Two kinds of field are named "${name}".`);
  kinds.set(name, { ...(base === 'list' ? list : plain), ...kind });
}

/** Of fields that stand in one column as they are. */
export const plainKind: FieldKind = plain;

/** How fields of this kind are stored. */
export const fieldKind = (name: string): FieldKind => kinds.get(name) ?? plain;
