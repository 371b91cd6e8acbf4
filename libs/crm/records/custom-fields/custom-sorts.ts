import { type Fault, invalidRequest } from '@platform/http';
import { sortKeySql } from '../filter-parts';
import type { RecordType } from '../record-type';
import { customPath, keyOfPath } from './custom-field';
import { foldedPath, hasIndex, indexTable } from './custom-filters';
import type { TypedField } from './custom-values';

/** A table beside the rows that has the values of one field in order: a row for each record that has one. */
export interface SortIndex {
  /** Under the alias `v`, as a condition on the row `t`; it names the workspace as $1. */
  readonly join: string;
  /** Whether the row `t` has no value there. */
  readonly none: string;
}

/** How records are sorted by a custom field: in the row itself, and by its index. */
export function customSort(type: RecordType, key: string): { sql: string; index: SortIndex } {
  const field = type.own?.fields.find((one) => one.key === key);
  if (!field || !isSortable(field)) throw invalidRequest(sortFaults(type, [customPath(key)]));
  const { table } = indexTable(field);
  const from = `${table} AS v`;
  const where = `v.workspace_id = $1 AND v.field_number = ${field.number}`;
  return {
    sql: keyInRow(field),
    index: {
      join: `JOIN ${from} ON ${where} AND v.record_id = t.id`,
      none: `NOT EXISTS (SELECT 1 FROM ${from} WHERE ${where} AND v.record_id = t.id)`,
    },
  };
}

/** Whether lists can be sorted by a field now. */
export const isSortable = (field: TypedField): boolean => hasIndex(field) && !field.multiple;

/** What is compared, as it stands in the row. */
const keyInRow = (field: TypedField): string =>
  field.of.filter === 'text'
    ? `(${sortKeySql('t', foldedPath(field))} COLLATE "C")`
    : field.of.index === 'numbers'
      ? field.of.sql('t', field)
      : `((t.custom_fields ->> '${field.number}') COLLATE "C")`;

/** What is wrong with the custom fields among those that an answer is to have. */
export function choiceFaults({ own }: RecordType, fields: readonly string[]): Fault[] {
  return fields.flatMap((path): Fault[] => {
    const key = keyOfPath(path);
    if (key === null || own?.fields.some((field) => field.key === key)) return [];
    return [{ pointer: '?fields', code: 'unknown_field', detail: `There is no custom field "${key}" here` }];
  });
}

/** What is wrong with the custom fields among these sorts; each may begin with a minus sign. */
export function sortFaults({ own }: RecordType, sorts: readonly string[]): Fault[] {
  return sorts.flatMap((sort): Fault[] => {
    const key = keyOfPath(sort.replace(/^-/, ''));
    if (key === null) return [];
    const field = own?.fields.find((one) => one.key === key);
    if (!field)
      return [{ pointer: '?sort', code: 'unknown_field', detail: `There is no field "${key}" to sort by` }];
    if (isSortable(field)) return [];
    const detail = `Lists cannot be sorted by "${key}": only by indexed fields with one value, once their index is complete`;
    return [{ pointer: '?sort', code: 'not_sortable', detail }];
  });
}
