import type { Fault } from '@platform/http';

import type { Columns } from '../field-kind';
import { CUSTOM, type CustomField, customPath } from './custom-field';
import { type CustomType, customType, oneForm, type ReadValue } from './value-type';

/** A custom field with all that its type knows. */
export interface TypedField extends CustomField {
  readonly of: CustomType;
}

/** How many values a field with several may hold. */
export const MAX_VALUES = 50;

/** The fields whose types this code knows; the values of others stay where they are and are not shown. */
export const typedFields = (fields: readonly CustomField[]): TypedField[] =>
  fields.flatMap((field) => {
    const of = customType(field.type);
    return of ? [{ ...field, of }] : [];
  });

/** The stored values of a row, by the number of their field. */
export const storedIn = (row: Columns | null): Columns => (row?.[CUSTOM] ?? {}) as Columns;

/** The stored values of one field of a row: none, one, or several. */
export function valuesOf({ number }: CustomField, row: Columns | null): readonly unknown[] {
  const value = storedIn(row)[number];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A value as the API shows it; null, or an empty list, when there is none. */
export function presentValue(field: TypedField, stored: Columns): unknown {
  const value = stored[field.number];
  if (field.multiple)
    return Array.isArray(value) ? value.map((one: unknown) => field.of.present(one, field)) : [];
  return value === undefined || value === null ? null : field.of.present(value, field);
}

/** What reading the values of a record needs. */
export interface FieldReader {
  readonly country: string | null;
  readonly fault: (fault: Fault) => void;
}

/** Reads what a caller gave for a field; undefined when it is wrong, null when it is to be empty. */
export function readField(field: TypedField, given: unknown, before: unknown, reader: FieldReader): unknown {
  const pointer = `/${CUSTOM}/${field.key}`;
  if (given === null) return null;
  if (field.multiple) return readSeveral(field, given, before, { ...reader, pointer });
  return settle(field.of.read(given, field, { country: reader.country, before }), pointer, reader);
}

function readSeveral(
  field: TypedField,
  given: unknown,
  before: unknown,
  reader: FieldReader & { readonly pointer: string },
): unknown {
  const { pointer, country } = reader;
  if (!Array.isArray(given)) return settle(NO_LIST, pointer, reader);
  if (given.length > MAX_VALUES) return settle(TOO_MANY, pointer, reader);
  if (given.length === 0) return null;
  const read = given.map((one: unknown, at) =>
    settle(
      one === null ? NO_VALUE : field.of.read(one, field, { country, before }),
      `${pointer}/${at}`,
      reader,
    ),
  );
  if (read.includes(undefined)) return undefined;
  // Lists are compared member by member, as texts.
  const alike = field.of.index === 'numbers' ? read.map((one) => oneForm(String(one))) : read;
  return [...new Map(alike.map((one) => [JSON.stringify(one), one])).values()];
}

const NO_LIST: ReadValue = { code: 'wrong_type', detail: 'This must be a list' };
const TOO_MANY: ReadValue = { code: 'too_many', detail: `There may be at most ${MAX_VALUES} values here` };
const NO_VALUE: ReadValue = { code: 'required', detail: 'There must be a value here' };

function settle(read: ReadValue, pointer: string, { fault }: FieldReader): unknown {
  if ('value' in read) return read.value;
  fault({ pointer, ...read });
  return undefined;
}

/** What stands for a field in `given` and in the changes of events. */
export const nameOfField = ({ key }: CustomField): string => customPath(key);
