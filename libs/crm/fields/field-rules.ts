import {
  type CustomField,
  type CustomType,
  customType,
  type Edit,
  isRe2,
  MAX_LONG_TEXT,
  MAX_TEXT,
} from '@crm/records';
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

/** What must not be, where, and why. */
type Rule = readonly [is: boolean, pointer: string, code: RuleCode, detail: string];

type RuleCode = 'not_possible' | 'required' | 'reserved' | 'too_large' | 'wrong_format';

function report(edit: Edit<Field>, rules: readonly Rule[]): void {
  for (const [is, pointer, code, detail] of rules) if (is) edit.fault(pointer, code, detail);
}

function customRules(edit: Edit<Field>, type: CustomType): void {
  const { row } = edit;
  const no = 'not_possible';
  report(edit, [
    [isReserved(row.key), '/key', 'reserved', 'This word means something in filters: take another'],
    [row.name === null, '/name', 'required', 'A custom field has a name'],
    [row.multiple && !type.canBeMany, '/multiple', no, `${aField(row)} has one value`],
    [row.multiple && row.unique, '/unique', no, 'A unique field has one value'],
    [row.unique && !type.canBeUnique, '/unique', no, `${aField(row)} cannot be unique`],
    [row.indexed && type.index === null, '/indexed', no, `${aField(row)} cannot be indexed`],
    [isTargetWrong(row), '/target', no, 'A `record` field says what it names, and no other field does'],
    ...BOUNDS.filter((bound) => row[bound] !== null && !type.rules.includes(bound)).map(
      (bound): Rule => [true, `/${bound}`, no, `${aField(row)} has no ${bound}`],
    ),
  ]);
  optionRules(edit);
  keepOptions(edit);
  if (edit.faults.length === 0) boundRules(edit, type);
  if (edit.faults.length === 0) defaultRule(edit, type);
}

const BOUNDS = ['min', 'max', 'min_length', 'max_length', 'pattern'] as const;

const isTargetWrong = ({ type, target }: Field): boolean => (type === 'record') !== (target !== null);

const isReserved = (key: string): boolean => ['and', 'or', 'not', 'search', ...OPERATORS].includes(key);

const aField = ({ type }: Field): string => `A field of type ${type ?? ''}`;

/** Records may have an option that is left out: it stays, archived, behind the others. */
function keepOptions({ before, row }: Edit<Field>): void {
  if (row.type !== 'select' || before?.type !== 'select') return;
  const named = new Set(row.options.map(({ id }) => id));
  const left = before.options.filter(({ id }) => !named.has(id));
  if (left.length > 0) row.options = [...row.options, ...left.map((one) => ({ ...one, archived: true }))];
}

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
  const longest = row.type === 'text' ? MAX_TEXT : MAX_LONG_TEXT;
  const isUpsideDown = (min_length ?? 0) > (max_length ?? Number.MAX_SAFE_INTEGER);
  const isBadPattern = pattern !== null && !isRe2(pattern);
  report(edit, [
    [isUpsideDown, '/min_length', 'too_large', 'min_length must not be more than max_length'],
    [
      (max_length ?? 0) > longest,
      '/max_length',
      'too_large',
      `${aField(row)} has at most ${longest} characters`,
    ],
    [isBadPattern, '/pattern', 'wrong_format', 'This is no regular expression in RE2 syntax'],
  ]);
  for (const bound of ['min', 'max'] as const) {
    const read = readBound(type, row, row[bound], bare(row));
    if (read && 'detail' in read) edit.fault(`/${bound}`, read.code, read.detail);
  }
  if (edit.faults.length === 0) leastRule(edit, type);
}

function leastRule(edit: Edit<Field>, type: CustomType): void {
  const { row } = edit;
  if (row.max === null) return;
  const least = readBound(type, row, row.min, { ...bare(row), rules: { max: row.max } });
  if (least && 'detail' in least) edit.fault('/min', 'too_large', 'min must not be more than max');
}

/** A bound as a value of the field: null when there is none. */
function readBound(type: CustomType, row: Field, bound: string | null, field: CustomField) {
  if (bound === null) return null;
  const given = {
    integer: /^-?\d{1,16}$/.test(bound) ? Number(bound) : bound,
    money: { amount: bound, currency: 'EUR' },
  };
  const value = row.type === 'integer' || row.type === 'money' ? given[row.type] : bound;
  return type.read(value, field, READER);
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
