import { type CustomField, type CustomType, customType, type Edit, isRe2 } from '@crm/records';
import { OPERATORS } from '@platform/filters';

import { asCustomField } from './as-custom-field';
import type { Field } from './field.entity';

/** Fills in what follows, and reports what a field of its type cannot be. */
export function fieldRules(edits: readonly Edit<Field>[]): void {
  for (const edit of edits) {
    for (const flag of [
      'multiple',
      'required',
      'unique',
      'indexed',
      'index_ready',
      'hidden',
      'standard',
    ] as const)
      edit.fill(flag, false);
    edit.fill('position', 500);
    const { standard, type } = edit.row;
    const of = customType(type ?? '');
    if (of && !standard && edit.action !== 'delete') customRules(edit, of);
  }
}

function customRules(edit: Edit<Field>, type: CustomType): void {
  const { row } = edit;
  if (isReserved(row.key))
    edit.fault('/key', 'reserved', 'This word means something in filters: take another');
  if (row.name === null) edit.fault('/name', 'required', 'A custom field has a name');
  if (row.multiple && !type.canBeMany)
    edit.fault('/multiple', 'not_possible', `${aField(row)} has one value`);
  if (row.multiple && row.unique) edit.fault('/unique', 'not_possible', 'A unique field has one value');
  if (row.unique && !type.canBeUnique)
    edit.fault('/unique', 'not_possible', `${aField(row)} cannot be unique`);
  if (row.indexed && type.index === null)
    edit.fault('/indexed', 'not_possible', `${aField(row)} cannot be indexed`);
  if ((row.type === 'record') !== (row.target !== null))
    edit.fault('/target', 'not_possible', 'A `record` field says what it names, and no other field does');
  optionRules(edit);
  for (const rule of ['min', 'max', 'min_length', 'max_length', 'pattern'] as const) {
    if (row[rule] !== null && !type.rules.includes(rule))
      edit.fault(`/${rule}`, 'not_possible', `${aField(row)} has no ${rule}`);
  }
  if (edit.faults.length === 0) boundRules(edit, type);
  if (edit.faults.length === 0) defaultRule(edit, type);
}

const isReserved = (key: string): boolean => ['and', 'or', 'not', 'search', ...OPERATORS].includes(key);

const aField = ({ type }: Field): string => `A field of type ${type ?? ''}`;

function optionRules(edit: Edit<Field>): void {
  const { type, options } = edit.row;
  if (type === 'select' && options.length === 0)
    edit.fault('/options', 'required', 'A `select` field has at least one option');
  if (type !== 'select' && options.length > 0)
    edit.fault('/options', 'not_possible', `${aField(edit.row)} has no options`);
  options.forEach(({ id }, at) => {
    if (options.findIndex((other) => other.id === id) < at)
      edit.fault(`/options/${at}/id`, 'duplicate', 'Name each option once');
  });
}

/** The field without its rules. */
const bare = (row: Field): CustomField => ({ ...asCustomField(row), rules: {} });

const READER = { country: null, before: null };

function boundRules(edit: Edit<Field>, type: CustomType): void {
  const { row } = edit;
  const { min_length, max_length, pattern } = row;
  if (min_length !== null && max_length !== null && min_length > max_length)
    edit.fault('/min_length', 'too_large', 'min_length must not be more than max_length');
  if (pattern !== null && !isRe2(pattern))
    edit.fault('/pattern', 'wrong_format', 'This is no regular expression in RE2 syntax');
  for (const bound of ['min', 'max'] as const) {
    const value = row[bound];
    if (value === null) continue;
    const given = row.type === 'integer' ? Number(value) : value;
    const read = type.read(
      row.type === 'money' ? { amount: value, currency: 'EUR' } : given,
      bare(row),
      READER,
    );
    if (!('value' in read)) edit.fault(`/${bound}`, read.code, read.detail);
  }
  if (edit.faults.length > 0 || row.min === null || row.max === null) return;
  const least = row.type === 'integer' ? Number(row.min) : row.min;
  const read = type.read(
    row.type === 'money' ? { amount: row.min, currency: 'EUR' } : least,
    { ...bare(row), rules: { max: row.max } },
    READER,
  );
  if (!('value' in read)) edit.fault('/min', 'too_large', 'min must not be more than max');
}

function defaultRule(edit: Edit<Field>, type: CustomType): void {
  const { row } = edit;
  const { value } = row.default_value ?? { value: null };
  if (value === null || (!edit.changes('default_value') && edit.action !== 'create')) return;
  if (row.unique) {
    edit.fault('/default', 'not_possible', 'A unique field has no default');
    return;
  }
  if (row.multiple && !Array.isArray(value)) {
    edit.fault('/default', 'wrong_type', 'This must be a list');
    return;
  }
  for (const one of [value].flat()) {
    const read = type.read(one, asCustomField(row), READER);
    if (!('value' in read)) edit.fault('/default', read.code, read.detail);
  }
}
