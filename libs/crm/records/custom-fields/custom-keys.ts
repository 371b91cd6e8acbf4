import { createHash } from 'node:crypto';

import { unprocessable } from '@platform/http';

import type { Columns, Exclusive, Lookup } from '../field-kind';
import { CUSTOM, customPath } from './custom-field';
import { type TypedField, valuesOf } from './custom-values';
import { CustomUnique } from './custom-values.entity';
import { type CustomType, oneForm } from './value-type';

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
  parse: (text, country) => {
    const read = field.of.read(givenAs(field, text), field, { country, before: null });
    // What is kept by its hash alone names no record: nobody could tell the value from it.
    if (!('value' in read) || isLong(String(read.value))) return null;
    return { field_number: number, value: uniqueForm(field, read.value) };
  },
  print: ({ value }) => String(value),
  within: (given, key, country) => within(field, given, key, country),
});

/** Paths carry texts alone. */
const givenAs = ({ type }: TypedField, text: string): unknown =>
  type === 'integer' && /^-?\d{1,16}$/.test(text) ? Number(text) : text;

/** The form in which values are told apart: equal numbers have one, 2.50 is 2.5, and what no index takes has its hash. */
export function uniqueFormOf(type: CustomType | undefined, value: unknown): string {
  const text = String(value);
  if (isLong(text)) return `sha256:${createHash('sha256').update(text).digest('base64url')}`;
  return type?.index === 'numbers' ? oneForm(text) : text;
}

/** An entry of an index holds some 2,700 bytes. */
const MOST_BYTES = 1000;
const isLong = (text: string): boolean => Buffer.byteLength(text) > MOST_BYTES;

const uniqueForm = ({ of }: TypedField, value: unknown): string => uniqueFormOf(of, value);

/** The custom fields that a caller gave, made sure to hold the key's value; 422 when they say another. */
function within(field: TypedField, given: unknown, { value }: Columns, country: string | null): unknown {
  const fields = (given ?? {}) as Columns;
  const own = fields[field.key];
  if (own === undefined) return { ...fields, [field.key]: givenAs(field, String(value)) };
  const read = own === null ? null : field.of.read(own, field, { country, before: null });
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
