import type { Bind, ListField } from '@platform/filters';
import type { IdKind } from '@platform/ids';

import type { RecordType } from '../record-type';
import { CUSTOM } from './custom-field';
import { hasIndex, indexTable } from './custom-filters';
import type { TypedField } from './custom-values';
import { storedHas, storedText } from './value-type';

/** All custom fields of a type, as its workspace has it, that name records of a kind: one list of stored ids; null when there are none. */
export function pointingFields({ own }: RecordType, kind: IdKind): ListField | null {
  const fields = (own?.fields ?? []).filter((field) => field.of.more?.(field).idKind === kind);
  if (fields.length === 0) return null;
  return {
    list: true,
    at: [CUSTOM],
    example: '',
    isEmpty: () => 'FALSE',
    has: (row, value, bind) => `(${fields.map((field) => holds(field, { row, value, bind })).join(' OR ')})`,
  };
}

function holds(
  field: TypedField,
  { row, value, bind }: { readonly row: string; readonly value: string; readonly bind: Bind },
): string {
  if (hasIndex(field))
    return `${row}.id IN (SELECT v.record_id FROM ${indexTable(field).table} AS v WHERE v.workspace_id = $1
      AND v.field_number = ${field.number} AND v.value = ${bind(value)})`;
  return field.multiple ? storedHas(row, field, value, bind) : `${storedText(row, field)} = ${bind(value)}`;
}
