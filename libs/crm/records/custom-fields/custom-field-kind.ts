import type { Change } from '@platform/events';
import { foldText } from '@platform/filters';

import type { Columns, FieldKind, Lookup } from '../field-kind';
import { CUSTOM, type CustomField } from './custom-field';
import { customFilters, foldedPath } from './custom-filters';
import { customKeys } from './custom-keys';
import { checkCustomFields, followCustomFields, putCustomFields } from './custom-rules';
import { presentValue, storedIn, type TypedField, valuesOf } from './custom-values';
import { CustomNumber, CustomText } from './custom-values.entity';

/** How the custom fields of one kind of record in one workspace are stored, answered and found: one object of the record. */
export function customFieldKind(fields: readonly TypedField[]): FieldKind {
  return {
    columns: () => [CUSTOM],
    store: (_, __, row) => {
      row[CUSTOM] ??= {};
    },
    present: (row) => {
      const stored = storedIn(row);
      return Object.fromEntries(fields.map((field) => [field.key, presentValue(field, stored)]));
    },
    put: putCustomFields(fields),
    follow: followCustomFields(fields),
    check: checkCustomFields(fields),
    lookups: [...indexLookups(fields), ...customKeys(fields)],
    filter: () => ({ group: customFilters(fields) }),
    texts: textsOf(fields),
    difference,
  };
}

/** The fields that differ between two public forms, each by its own path. */
function difference(before: unknown, after: unknown, name: string): Record<string, Change> {
  const [from, to] = [before ?? {}, after ?? {}] as [Columns, Columns];
  const changed = Object.keys(to).filter(
    (key) => JSON.stringify(from[key] ?? null) !== JSON.stringify(to[key]),
  );
  return Object.fromEntries(
    changed.map((key) => [`${name}.${key}`, { from: from[key] ?? null, to: to[key] ?? null }]),
  );
}

/** The rows of the two indexes: one for each value of an indexed field. */
function indexLookups(fields: readonly TypedField[]): Lookup[] {
  const lookup = (index: 'texts' | 'numbers', row: Lookup['row']): Lookup => {
    const own = fields.filter((field) => field.indexed && field.of.index === index);
    return {
      row,
      owner: 'record_id',
      rows: (columns) => own.flatMap((field) => indexRows(field, columns)),
    };
  };
  return [lookup('texts', CustomText), lookup('numbers', CustomNumber)];
}

/** What the index of a field holds of a row. */
export function indexRows(field: TypedField, row: Columns): Columns[] {
  const keys = new Set(valuesOf(field, row).map((value) => field.of.indexed(value)));
  return [...keys].map((value) => ({ record_id: row.id, field_number: field.number, value }));
}

/** The texts of custom fields as filters and full text search look at them. */
function textsOf(fields: readonly TypedField[]): NonNullable<FieldKind['texts']> {
  const texts = fields.filter(({ of }) => of.filter === 'text');
  return {
    folded: (row) =>
      texts
        .filter(({ multiple }) => !multiple)
        .flatMap((field) =>
          valuesOf(field, row).map((value) => [foldedPath(field), foldText(String(value))] as const),
        ),
    searched: (record) => {
      const shown = storedIn(record as Columns);
      return texts.filter(({ of }) => of.isSearched).flatMap((field) => searchedIn(field, shown));
    },
  };
}

/** Rows hold values by the number of their field, public forms by its key; texts are alike in both. */
const searchedIn = ({ number, key }: CustomField, values: Columns): string[] =>
  [values[number] ?? values[key]].flat().filter((value) => typeof value === 'string');
