import type { FilterField, ScalarField, ValueType } from '@platform/filters';
import { SORT_KEY_LENGTH } from '@platform/filters';
import { CURRENCY_CODES, type FieldSpec, fieldsOf } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { fieldKind } from './field-kind';

/** What filters may ask of one field: of its value, or of the values inside it. */
export type FilterPart =
  | { readonly field: FilterField }
  | { readonly group: Readonly<Record<string, FilterField>> };

/** Texts that are longer are not searched through: they would be most of the index. */
const MAX_SEARCHED_LENGTH = 200;

/** Whether a text is one that full text search looks at. */
export const isSearched = ({ kind, schema }: FieldSpec): boolean =>
  fieldKind(kind).isText === true &&
  typeof schema.maxLength === 'number' &&
  schema.maxLength <= MAX_SEARCHED_LENGTH;

/** What texts of this path are sorted and compared by; the same words stand in the indexes. */
export const sortKeySql = (row: string, path: string): string =>
  `left(${row}.folded ->> '${path}', ${SORT_KEY_LENGTH})`;

const scalar = (type: ValueType, { name }: FieldSpec, more: Partial<ScalarField> = {}): FilterPart => ({
  field: { type, at: [name], value: (row) => `${row}."${name}"`, ...more },
});

const foldedText = (path: string): Pick<ScalarField, 'folded' | 'key'> => ({
  folded: (row) => `(${row}.folded ->> '${path}')`,
  key: (row) => sortKeySql(row, path),
});

const text = (spec: FieldSpec): FilterPart =>
  scalar('text', spec, {
    ...foldedText(spec.name),
    ...(isSearched(spec) && { nearby: (row: string) => `${row}.search_text` }),
  });

/** The texts inside an object that stands in one jsonb column; `isFolded` when their folded form is kept. */
function group({ name, nested }: FieldSpec, isFolded: boolean): FilterPart {
  const fields = nested ? fieldsOf(nested) : [];
  const entries = fields.map((field): [string, FilterField] => [
    field.name,
    {
      type: isFolded ? 'text' : 'word',
      at: [name, field.name],
      value: (row) => `(${row}."${name}" ->> '${field.name}')`,
      ...(isFolded && foldedText(`${name}.${field.name}`)),
      ...(field.kind === 'choice' && { choices: field.schema.enum as string[] }),
    },
  ]);
  return { group: Object.fromEntries(entries) };
}

const currencyOf = ({ name }: FieldSpec): ScalarField => ({
  type: 'word',
  choices: CURRENCY_CODES,
  at: [name, 'currency'],
  value: (row) => `${row}."${name}_currency"`,
});

const PARTS: Readonly<Record<string, (spec: FieldSpec) => FilterPart>> = {
  choice: (spec) => scalar('word', spec, { choices: spec.schema.enum as string[] }),
  boolean: (spec) => scalar('boolean', spec),
  integer: (spec) => scalar('integer', spec),
  decimal: (spec) => scalar('decimal', spec),
  currency: (spec) => scalar('word', spec, { choices: CURRENCY_CODES }),
  date: (spec) => scalar('date', spec),
  time: (spec) => scalar('time', spec),
  id: (spec) => scalar('id', spec, { idKind: spec.schema['x-id-of'] as IdKind }),
  money: (spec) => scalar('decimal', spec, { at: [spec.name, 'amount'], currency: currencyOf(spec) }),
  object: (spec) => group(spec, false),
  details: (spec) => group(spec, true),
};

/** What filters may ask of a field whose kind says nothing of its own; null when nothing. */
export const filterPart = (spec: FieldSpec): FilterPart | null =>
  fieldKind(spec.kind).isText ? text(spec) : (PARTS[spec.kind]?.(spec) ?? null);
