import { compareValues, sortKey } from '@platform/filters';
import { CURRENCY_CODES, isCalendarDay, isInstant, isStorableText, lengthOf } from '@platform/http';
import { ID_PREFIXES, type IdKind, idPattern, toTypeId, toUuid } from '@platform/ids';
import { RE2JS, RE2JSException } from 're2js';

import type { CustomField } from './custom-field';
import {
  type CustomType,
  defineCustomType,
  type ReadValue,
  storedText,
  type ValueFaultCode,
} from './value-type';

const wrong = (code: ValueFaultCode, detail: string): ReadValue => ({ code, detail });

/** The longest value of a text field, and of a long one. */
export const MAX_TEXT = 200;
export const MAX_LONG_TEXT = 20_000;

const asText = (stored: unknown): string => String(stored);

/** What most types share: one value, kept as the API shows it. */
const plain = {
  canBeMany: true,
  index: 'texts',
  rules: [],
  canBeUnique: false,
  isSearched: false,
  present: (stored: unknown) => stored,
  sql: storedText,
  indexed: asText,
} as const satisfies Partial<CustomType>;

/** Reads a text within the lengths and the pattern of its field. */
export function readText(value: unknown, field: CustomField, max: number): ReadValue {
  if (typeof value !== 'string') return wrong('wrong_type', 'This must be a text');
  if (!isStorableText(value)) {
    return wrong('wrong_format', 'This must be well-formed Unicode without the NUL character');
  }
  const { min_length: least = 1, max_length = max, pattern } = field.rules;
  const most = Math.min(max_length, max);
  const length = lengthOf(value);
  if (length < least || length > most)
    return wrong('wrong_length', `This must have ${least} to ${most} characters`);
  if (pattern !== undefined && !compiled(pattern).matcher(value).find()) {
    return wrong('wrong_format', `This must match the pattern ${pattern}`);
  }
  return { value };
}

const patterns = new Map<string, RE2JS>();
const MOST_PATTERNS = 1000;

/** RE2: its time is linear in the text, whatever a workspace writes. */
function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known) return known;
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  const made = RE2JS.compile(pattern);
  patterns.set(pattern, made);
  return made;
}

/** Whether a text is a regular expression in RE2 syntax. */
export function isRe2(pattern: string): boolean {
  try {
    compiled(pattern);
    return true;
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}

const textSchema = (field: CustomField, max: number) => {
  const { min_length: minLength = 1, max_length = max, pattern } = field.rules;
  return {
    type: 'string',
    minLength,
    maxLength: Math.min(max_length, max),
    ...(pattern !== undefined && { pattern }),
  };
};

defineCustomType('text', {
  ...plain,
  filter: 'text',
  rules: ['min_length', 'max_length', 'pattern'],
  canBeUnique: true,
  isSearched: true,
  schema: (field) => textSchema(field, MAX_TEXT),
  read: (value, field) => readText(value, field, MAX_TEXT),
  indexed: (stored) => sortKey(asText(stored)),
});

defineCustomType('long_text', {
  ...plain,
  canBeMany: false,
  filter: 'text',
  index: null,
  rules: ['min_length', 'max_length', 'pattern'],
  schema: (field) => textSchema(field, MAX_LONG_TEXT),
  read: (value, field) => readText(value, field, MAX_LONG_TEXT),
});

/** Whether a value is within the least and the greatest of its field. */
function within(type: 'decimal' | 'integer' | 'date' | 'time', value: string, field: CustomField): ReadValue {
  const { min, max } = field.rules;
  if (min !== undefined && compareValues(type, value, min) < 0)
    return wrong('too_small', `This must be ${min} at least`);
  if (max !== undefined && compareValues(type, value, max) > 0)
    return wrong('too_large', `This must be ${max} at most`);
  return { value };
}

const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/;
const DECIMAL_DETAIL =
  'This must be a decimal number, at most 15 digits before the point and 10 after it, such as "12.5"';

const TEXT_DETAIL = 'A number with so many digits must be sent as a text, such as "1234567890123.12345"';

/** A number of JSON with more digits may have lost some on its way (IEEE 754). */
const SAFE_DIGITS = 15;

const significantDigits = (value: number): number =>
  String(value).replace(/e.*$/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').length;

/** A decimal in its one form: "12.50" as it is, never "-0". */
export function readDecimal(value: unknown): ReadValue {
  const isExact = typeof value === 'number' && significantDigits(value) <= SAFE_DIGITS;
  const text = isExact ? String(value) : value;
  if (typeof text !== 'string')
    return wrong('wrong_type', typeof value === 'number' ? TEXT_DETAIL : DECIMAL_DETAIL);
  if (!DECIMAL.test(text)) return wrong('wrong_format', DECIMAL_DETAIL);
  return { value: /^-0(\.0+)?$/.test(text) ? text.slice(1) : text };
}

const numbers = {
  ...plain,
  index: 'numbers',
  rules: ['min', 'max'],
  sql: (row: string, field: CustomField) => `${storedText(row, field)}::numeric`,
} as const;

defineCustomType('number', {
  ...numbers,
  canBeUnique: true,
  filter: 'decimal',
  schema: () => ({ type: 'string', format: 'decimal', pattern: DECIMAL.source }),
  read: (value, field) => {
    const read = readDecimal(value);
    return 'value' in read ? within('decimal', asText(read.value), field) : read;
  },
});

defineCustomType('integer', {
  ...numbers,
  canBeMany: false,
  canBeUnique: true,
  filter: 'integer',
  schema: ({ rules: { min, max } }) => ({
    type: 'integer',
    minimum: Number(min ?? Number.MIN_SAFE_INTEGER),
    maximum: Number(max ?? Number.MAX_SAFE_INTEGER),
  }),
  read: (value, field) => {
    if (!Number.isSafeInteger(value)) return wrong('wrong_type', 'This must be a whole number');
    const read = within('integer', asText(value), field);
    return 'value' in read ? { value: Object.is(value, -0) ? 0 : value } : read;
  },
  sql: (row, field) => `${storedText(row, field)}::numeric`,
});

interface Money {
  readonly amount: string;
  readonly currency: string;
}

defineCustomType('money', {
  ...numbers,
  canBeMany: false,
  filter: 'decimal',
  schema: () => ({ $ref: '#/components/schemas/Money' }),
  read: (value, field) => {
    if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'amount,currency')
      return wrong('wrong_type', 'This must be an object such as {"amount":"1999.90","currency":"EUR"}');
    const { amount, currency } = value as Readonly<Record<string, unknown>>;
    if (typeof currency !== 'string' || !CURRENCY_CODES.includes(currency))
      return wrong('not_a_choice', 'The currency must be an ISO 4217 code in upper case, such as "EUR"');
    const read = typeof amount === 'string' ? readDecimal(amount) : wrong('wrong_type', DECIMAL_DETAIL);
    if (!('value' in read)) return read;
    const checked = within('decimal', asText(read.value), field);
    return 'value' in checked ? { value: { amount: checked.value, currency } } : checked;
  },
  sql: (row, { number }) => `(${row}.custom_fields #>> '{${number},amount}')::numeric`,
  indexed: (stored) => (stored as Money).amount,
  more: ({ key, number }) => ({
    at: ['custom_fields', key, 'amount'],
    currency: {
      type: 'word',
      choices: CURRENCY_CODES,
      at: ['custom_fields', key, 'currency'],
      value: (row) => `(${row}.custom_fields #>> '{${number},currency}')`,
    },
  }),
});

defineCustomType('boolean', {
  ...plain,
  canBeMany: false,
  filter: 'boolean',
  schema: () => ({ type: 'boolean' }),
  read: (value) =>
    typeof value === 'boolean' ? { value } : wrong('wrong_type', 'This must be true or false'),
  sql: (row, field) => `${storedText(row, field)}::boolean`,
});

defineCustomType('date', {
  ...plain,
  filter: 'date',
  rules: ['min', 'max'],
  schema: () => ({ type: 'string', format: 'date' }),
  read: (value, field) =>
    isCalendarDay(value)
      ? within('date', asText(value), field)
      : wrong('wrong_format', 'This must be a calendar day, such as "2026-11-21"'),
  sql: (row, field) => `${storedText(row, field)}::date`,
});

defineCustomType('datetime', {
  ...plain,
  filter: 'time',
  schema: () => ({ type: 'string', format: 'date-time' }),
  read: (value) =>
    isInstant(value)
      ? { value: new Date(asText(value).toUpperCase()).toISOString() }
      : wrong('wrong_format', 'This must be a time with its zone (RFC 3339), such as "2026-11-21T09:30:00Z"'),
  sql: (row, field) => `${storedText(row, field)}::timestamptz`,
});

defineCustomType('select', {
  ...plain,
  filter: 'word',
  schema: ({ options }) => ({ type: 'string', enum: options.map(({ id }) => id) }),
  read: (value, { options }, { before }) => {
    const option = options.find(({ id }) => id === value);
    const isKept = [before].flat().includes(value);
    if (option && (!option.archived || isKept)) return { value };
    const open = options.filter(({ archived }) => !archived).map(({ id }) => id);
    const named = open.length > 50 ? `an option of the field, such as ${open[0] ?? ''}` : open.join(', ');
    return wrong('not_a_choice', option ? 'This option is archived' : `This must be one of ${named}`);
  },
  more: ({ options }) => ({ choices: options.map(({ id }) => id) }),
});

const MAX_URL = 2000;

defineCustomType('url', {
  ...plain,
  filter: 'text',
  canBeUnique: true,
  schema: () => ({ type: 'string', format: 'uri', maxLength: MAX_URL }),
  read: (value, field) => {
    const read = readText(value, { ...field, rules: {} }, MAX_URL);
    if (!('value' in read)) return read;
    const isWeb = /^https?:\/\//i.test(asText(value)) && URL.canParse(asText(value));
    return isWeb
      ? read
      : wrong('wrong_format', 'This must be a web address such as "https://www.example.com"');
  },
  indexed: (stored) => sortKey(asText(stored)),
});

const ids = {
  ...plain,
  filter: 'id',
  sql: (row: string, field: CustomField) => `${storedText(row, field)}::uuid`,
} as const;

function readId(kind: IdKind, value: unknown): ReadValue {
  const uuid = typeof value === 'string' ? toUuid(kind, value) : null;
  if (uuid !== null) return { value: uuid };
  return wrong(
    'invalid_id',
    `This must be the id of a ${kind.replaceAll('_', ' ')} (${ID_PREFIXES[kind]}_…)`,
  );
}

/** A type whose values name something of the workspace. */
function defineReferenceType(name: string, kindOf: (field: CustomField) => IdKind): void {
  defineCustomType(name, {
    ...ids,
    schema: (field) => ({ type: 'string', pattern: idPattern(kindOf(field)) }),
    read: (value, field) => readId(kindOf(field), value),
    present: (stored, field) => toTypeId(kindOf(field), asText(stored)),
    more: (field) => ({ idKind: kindOf(field) }),
  });
}

defineReferenceType('member', () => 'member');
defineReferenceType('record', ({ target }) => target ?? 'contact');
