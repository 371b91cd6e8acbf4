import type { FilterField, ValueIndex } from '@platform/filters';
import { toUuid } from '@platform/ids';

import { sortKeySql } from '../filter-parts';
import { CUSTOM, type CustomField } from './custom-field';
import type { TypedField } from './custom-values';
import { oneForm, storedHas } from './value-type';

/** What filters may ask of custom fields, by key. */
export const customFilters = (fields: readonly TypedField[]): Record<string, FilterField> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const filter = field.multiple ? listFilter(field) : scalarFilter(field);
      return filter ? [[field.key, filter] as const] : [];
    }),
  );

/** The member of `folded` that holds a text. */
export const foldedPath = ({ number }: CustomField): string => `${CUSTOM}.${number}`;

/** Whether the index of a field can be asked now. */
export const hasIndex = ({ indexed, isIndexReady, of }: TypedField): boolean =>
  indexed && isIndexReady && of.index !== null;

function scalarFilter(field: TypedField): FilterField | null {
  const { of, key } = field;
  if (of.filter === null) return null;
  const path = foldedPath(field);
  return {
    type: of.filter,
    at: [CUSTOM, key],
    value: (row) => of.sql(row, field),
    ...(of.filter === 'text' && {
      folded: (row: string) => `(${row}.folded ->> '${path}')`,
      key: (row: string) => sortKeySql(row, path),
      ...(of.isSearched && { nearby: (row: string) => `${row}.search_text` }),
    }),
    ...of.more?.(field),
    ...(hasIndex(field) && { index: indexOf(field) }),
  };
}

function indexOf(field: TypedField): ValueIndex {
  const { table, as } = indexTable(field);
  return {
    as,
    any: (row, condition) =>
      `EXISTS (SELECT 1 FROM ${table} AS v WHERE v.workspace_id = $1 AND v.field_number = ${field.number}
        AND v.record_id = ${row}.id AND ${condition('v.value')})`,
  };
}

/** Where the index of a field is. */
export const indexTable = ({ of }: TypedField): { table: string; as: ValueIndex['as'] } =>
  of.index === 'numbers' ? { table: 'custom_numbers', as: 'numeric' } : { table: 'custom_texts', as: 'text' };

function listFilter(field: TypedField): FilterField | null {
  const { of, key } = field;
  if (of.filter === null) return null;
  const { idKind, choices } = of.more?.(field) ?? {};
  return {
    list: true,
    at: [CUSTOM, key],
    ...(idKind && { areIds: true }),
    ...(choices && { choices }),
    example: 'the values of the field',
    isEmpty: (row) => `${row}.custom_fields -> '${field.number}' IS NULL`,
    has: (row, value, bind) => {
      const stored = (idKind && toUuid(idKind, value)) ?? value;
      const exact = storedHas(row, field, stored, bind);
      if (!hasIndex(field)) return exact;
      return `(${indexOf(field).any(row, (one) => `${one} = ${bind(of.indexed(stored))}`)} AND ${exact})`;
    },
    normalize: (value, caller) => {
      const read = of.read(value, field, { country: caller.country, before: value });
      if (!('value' in read)) return null;
      const text = String(of.present(read.value, field));
      return of.index === 'numbers' ? oneForm(text) : text;
    },
  };
}
