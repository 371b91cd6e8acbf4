import { unprocessable } from '@platform/http';

import type { Columns, Exclusive, Lookup } from '../field-kind';
import { CUSTOM, customPath } from './custom-field';
import { type TypedField, valuesOf } from './custom-values';
import { CustomUnique } from './custom-values.entity';
import type { CustomType } from './value-type';

/** The keys that unique fields give to the records of a kind. */
export const customKeys = (fields: readonly TypedField[]): Lookup[] =>
  fields.filter(({ unique }) => unique).map(keyOf);

function keyOf(field: TypedField): Lookup {
  const number = String(field.number);
  return {
    row: CustomUnique,
    owner: 'record_id',
    path: customPath(field.key),
    exclusive: exclusiveOf(field, number),
    rows: (row, _, object) =>
      valuesOf(field, row).map((value) => ({
        object,
        field_number: number,
        value: uniqueForm(field, value),
        record_id: row.id,
      })),
  };
}

const exclusiveOf = (field: TypedField, number: string): Exclusive => ({
  key: customPath(field.key),
  columns: ['field_number', 'value'],
  example: `a value of ${field.name}`,
  parse: (text) => {
    const read = field.of.read(givenAs(field, text), field, { country: null, before: null });
    if (!('value' in read)) return null;
    return { field_number: number, value: uniqueForm(field, read.value) };
  },
  print: ({ value }) => String(value),
  within: (given, key) => within(field, given, key),
});

/** Paths carry texts alone. */
const givenAs = ({ type }: TypedField, text: string): unknown =>
  type === 'integer' && /^-?\d{1,16}$/.test(text) ? Number(text) : text;

/** The form in which values are told apart: equal numbers have one, 2.50 is 2.5. */
export function uniqueFormOf(type: CustomType | undefined, value: unknown): string {
  const text = String(value);
  if (type?.index !== 'numbers' || !text.includes('.')) return text;
  return text.replace(/0+$/, '').replace(/\.$/, '');
}

const uniqueForm = ({ of }: TypedField, value: unknown): string => uniqueFormOf(of, value);

/** The custom fields that a caller gave, made sure to hold the key's value; 422 when they say another. */
function within(field: TypedField, given: unknown, { value }: Columns): unknown {
  const fields = (given ?? {}) as Columns;
  const own = fields[field.key];
  if (own === undefined) return { ...fields, [field.key]: givenAs(field, String(value)) };
  const read = own === null ? null : field.of.read(own, field, { country: null, before: null });
  if (read && 'value' in read && uniqueForm(field, read.value) === value) return fields;
  const pointer = `/${CUSTOM}/${field.key}`;
  throw unprocessable([
    {
      pointer,
      code: 'not_the_key',
      detail: 'The record is named by another value of this field: send one of the two',
    },
  ]);
}
