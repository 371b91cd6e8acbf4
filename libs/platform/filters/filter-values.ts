import { ID_PREFIXES, toUuid } from '@platform/ids';

import type { Value } from './filter';
import { FILTER_LIMITS } from './filter-faults';
import type { FilterCaller, ListField, ScalarField, ValueType } from './filter-schema';
import { relativeTime } from './relative-time';

/** A value of a filter in its one form, or what is wrong with it. */
export type Reading<T = Value> =
  | { readonly value: T }
  | { readonly code: ValueFaultCode; readonly detail: string };

type ValueFaultCode =
  | 'invalid_id'
  | 'no_member'
  | 'not_a_choice'
  | 'out_of_range'
  | 'too_long'
  | 'wrong_format'
  | 'wrong_type';

/** Reads a value that a field is compared with. */
export function readValue(field: ScalarField, input: unknown, caller: FilterCaller): Reading {
  return READERS[field.type](input, field, caller);
}

/** Reads a value that a list may have. */
export function readListValue(field: ListField, input: unknown, caller: FilterCaller): Reading<string> {
  const text = readText(input);
  if (!('value' in text)) return text;
  if (field.choices && !field.choices.includes(text.value)) return noChoice(field.choices);
  const value = field.normalize ? field.normalize(text.value, caller) : text.value;
  return value === null
    ? { code: 'wrong_format', detail: `This field takes values such as ${field.example}` }
    : { value };
}

/** Reads a text that may be stored: well-formed Unicode without NUL, and not endless. */
export function readText(input: unknown): Reading<string> {
  if (typeof input !== 'string') return wrongType('a text');
  if (input.length > FILTER_LIMITS.characters) {
    return { code: 'too_long', detail: `A text may have at most ${FILTER_LIMITS.characters} characters` };
  }
  if (input.includes('\u0000') || !input.isWellFormed()) {
    return { code: 'wrong_format', detail: 'A text must be well-formed Unicode without the NUL character' };
  }
  return { value: input };
}

type Reader = (input: unknown, field: ScalarField, caller: FilterCaller) => Reading;

const wrongType = (expected: string) => ({
  code: 'wrong_type' as const,
  detail: `This must be ${expected}`,
});

const MOST_NAMED = 100;

const noChoice = (choices: readonly string[]) => ({
  code: 'not_a_choice' as const,
  detail:
    choices.length > MOST_NAMED
      ? `This must be a word such as ${choices.slice(0, 3).join(', ')}`
      : `This must be one of ${choices.join(', ')}`,
});

const READERS: Readonly<Record<ValueType, Reader>> = {
  text: readText,
  word: (input, { choices }) => {
    const text = readText(input);
    if (!('value' in text) || !choices || choices.includes(text.value)) return text;
    return noChoice(choices);
  },
  boolean: (input) => (typeof input === 'boolean' ? { value: input } : wrongType('true or false')),
  integer: (input) => (Number.isSafeInteger(input) ? { value: Number(input) } : wrongType('a whole number')),
  decimal: readDecimal,
  date: (input, _, caller) => readTime(input, caller, DAY_EXAMPLE, 10),
  time: (input, _, caller) => readTime(input, caller, TIME_EXAMPLE, 24),
  id: readId,
};

const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;

function readDecimal(input: unknown): Reading {
  const text = typeof input === 'number' && !isInexact(input) ? String(input) : input;
  if (typeof text !== 'string') return wrongType('a decimal number in a string, such as "1999.90"');
  if (DECIMAL.test(text)) return { value: text };
  return { code: 'wrong_format', detail: 'This must be a decimal number, such as "1999.90"' };
}

const isInexact = (number: number): boolean => Number.isInteger(number) && !Number.isSafeInteger(number);

const DAY_EXAMPLE = 'a day such as "2026-11-21", or a relative one: "today", "-7d", "+1m"';
const TIME_EXAMPLE =
  'a time such as "2026-11-21T09:30:00Z", a day, or a relative one: "now", "today", "-12h", "-7d"';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** A day has the first 10 characters of an instant, which has 24. */
function readTime(input: unknown, caller: FilterCaller, example: string, length: 10 | 24): Reading {
  if (typeof input !== 'string') return wrongType(example);
  const relative = relativeTime(input, caller.now);
  const time = relative ?? absoluteTime(input, length);
  const isHours = input.endsWith('h');
  if (!time || (isHours && length === 10)) return { code: 'wrong_format', detail: `This must be ${example}` };
  const text = Number.isNaN(time.getTime()) ? '' : time.toISOString();
  if (isInYears(text)) return { value: relative && caller.keepsRelative ? input : text.slice(0, length) };
  return { code: 'out_of_range', detail: 'This must be in the years 1 to 9999' };
}

const isInYears = (text: string): boolean => /^\d{4}-/.test(text) && text >= '0001';

function absoluteTime(input: string, length: 10 | 24): Date | null {
  const isDay = DAY.test(input);
  if (!isDay && (length === 10 || !INSTANT.test(input))) return null;
  const day = new Date(`${input.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(input.slice(0, 10))) return null;
  const time = new Date(isDay ? day : input.toUpperCase());
  return Number.isNaN(time.getTime()) ? null : time;
}

function readId(input: unknown, { idKind }: ScalarField, { me }: FilterCaller): Reading {
  if (!idKind) return readText(input);
  if (idKind === 'member' && input === 'me') {
    return me === null
      ? { code: 'no_member', detail: 'Here "me" is nobody: name a member’s id' }
      : { value: me };
  }
  if (typeof input === 'string' && toUuid(idKind, input) !== null) return { value: input };
  const kind = idKind.replaceAll('_', ' ');
  return { code: 'invalid_id', detail: `This must be the id of a ${kind} (${ID_PREFIXES[idKind]}_…)` };
}
