import { exampleId, ID_PREFIXES, type IdKind, idPattern, toUuid } from '@platform/ids';
import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { CURRENCY_CODES } from './currency-codes';
import { type Dto, type FieldOptions, field } from './field-spec';
import { check, HasLength, IsStorableText } from './text-checks';

/** Text of one line or more; `min` and `max` count Unicode code points, as JSON Schema does; 200 at most unless told. */
export const TextField = ({
  kind = 'text',
  max = 200,
  min = 1,
  pattern,
  ...options
}: FieldOptions & { kind?: string; max?: number; min?: number; pattern?: RegExp } = {}) =>
  field(
    kind,
    { type: 'string', minLength: min, maxLength: max, ...(pattern && { pattern: pattern.source }) },
    [IsString(), HasLength(min, max), IsStorableText(), ...(pattern ? [Matches(pattern)] : [])],
    options,
  );

/** A whole number. */
export const IntegerField = ({ min, max, ...options }: FieldOptions & { min: number; max: number }) =>
  field('integer', { type: 'integer', minimum: min, maximum: max }, [IsInt(), Min(min), Max(max)], options);

/** true or false. */
export const BooleanField = (options: FieldOptions = {}) =>
  field('boolean', { type: 'boolean' }, [IsBoolean()], options);

/** One of a closed list of words. */
export const ChoiceField = (choices: readonly string[], options: FieldOptions = {}) =>
  field('choice', { type: 'string', enum: [...choices] }, [IsIn([...choices])], {
    example: choices[0],
    ...options,
  });

/**
 * A decimal in a string, so that no money is lost to floating point: at most 15 digits before and 4 after the point, unless
 * the pattern is a narrower one; `says` names that in words.
 */
export const DecimalField = ({
  pattern = DECIMAL,
  says = 'a decimal number in a string, such as "1999.90"',
  ...options
}: FieldOptions & { pattern?: RegExp; says?: string } = {}) =>
  field(
    'decimal',
    { type: 'string', format: 'decimal', pattern: pattern.source },
    [IsString(), Matches(pattern, { message: `$property must be ${says}` })],
    { example: '1999.90', ...options },
  );

/** There is no negative zero: PostgreSQL has none, and would answer another text than it was given. */
const DECIMAL = /^(?!-0(\.0+)?$)-?(0|[1-9]\d{0,14})(\.\d{1,4})?$/;

/** An ISO 4217 currency code in upper case. */
export const CurrencyField = (options: FieldOptions = {}) =>
  field(
    'currency',
    { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217' },
    [
      IsIn(CURRENCY_CODES, {
        message: '$property must be an ISO 4217 currency code in upper case, such as "EUR"',
      }),
    ],
    { example: 'EUR', ...options },
  );

/** A calendar day, RFC 3339 `full-date`. */
export const DateField = (options: FieldOptions = {}) =>
  field(
    'date',
    { type: 'string', format: 'date' },
    [check('isCalendarDay', 'must be a calendar day, such as "2026-11-21"', isCalendarDay)],
    { example: '2026-11-21', ...options },
  );

/** An instant in UTC, RFC 3339 with milliseconds. */
export const TimeField = (options: FieldOptions = {}) =>
  field(
    'time',
    { type: 'string', format: 'date-time' },
    [
      check(
        'isInstant',
        'must be a time with its zone (RFC 3339), such as "2026-11-21T09:30:00Z"',
        isInstant,
      ),
    ],
    { example: '2026-11-21T09:30:00.000Z', ...options },
  );

/** The public id of one kind of thing. */
export const IdField = (kind: IdKind, options: FieldOptions = {}) =>
  field(
    'id',
    { type: 'string', pattern: idPattern(kind), 'x-id-of': kind },
    [
      check(
        'isIdOf',
        `must be the id of a ${kind.replaceAll('_', ' ')} (${ID_PREFIXES[kind]}_…)`,
        (value) => typeof value === 'string' && toUuid(kind, value) !== null,
      ),
    ],
    { example: exampleId(kind), ...options },
  );

/** A list of public ids of one kind of thing, 1 to `max` of them. */
export const IdsField = (kind: IdKind, { max, ...options }: FieldOptions & { max: number }) =>
  field(
    'ids',
    {
      type: 'array',
      minItems: 1,
      maxItems: max,
      items: { type: 'string', pattern: idPattern(kind), 'x-id-of': kind },
    },
    [
      check(
        'areIdsOf',
        `must be a list of 1 to ${max} ids of a ${kind.replaceAll('_', ' ')} (${ID_PREFIXES[kind]}_…)`,
        (value) => areIds(value, kind, max),
      ),
    ],
    { example: [exampleId(kind)], ...options },
  );

const areIds = (value: unknown, kind: IdKind, max: number): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= max &&
  value.every((id) => typeof id === 'string' && toUuid(kind, id) !== null);

/** An object with a contract of its own. */
export const ObjectField = (
  nested: Dto,
  options: FieldOptions & { kind?: string; answeredAs?: Dto } = {},
) => {
  const { kind = 'object', answeredAs, ...rest } = options;
  return field(kind, {}, [], { ...rest, nested, ...(answeredAs && { answered: { nested: answeredAs } }) });
};

/** A list of objects with a contract of their own, at most `max` of them (counted before anything else is looked at). */
export const ListField = (
  nested: Dto,
  options: FieldOptions & { kind?: string; max: number; answeredAs?: Dto },
) => {
  const { kind = 'list', max, answeredAs, ...rest } = options;
  return field(kind, { maxItems: max }, [], {
    ...rest,
    nested,
    list: true,
    ...(answeredAs && { answered: { nested: answeredAs } }),
  });
};

/** A list of short texts, at most `max` of them. */
export const TextListField = ({
  max,
  maxLength = 200,
  ...options
}: FieldOptions & { max: number; maxLength?: number }) =>
  field(
    'texts',
    { type: 'array', maxItems: max, items: { type: 'string', minLength: 1, maxLength } },
    [
      check('isTextList', `must be a list of at most ${max} texts of 1 to ${maxLength} characters`, (value) =>
        isTextList(value, max, maxLength),
      ),
    ],
    options,
  );

/** What a list of words takes, and how the document names it. */
interface Choices {
  readonly max: number;
  readonly schema: Readonly<Record<string, unknown>>;
  /** The form of words that are none of the list and may be right all the same: who reads them decides. */
  readonly also?: RegExp;
}

/** A list of different words, at most `max` of them, each one of a closed list; `schema` names that list in the document. */
export const ChoicesField = (
  choices: readonly string[],
  { max, schema, also, ...options }: FieldOptions & Choices,
) =>
  field(
    'texts',
    { type: 'array', maxItems: max, uniqueItems: true, items: schema },
    [
      check(
        'isIn',
        `must be a list of at most ${max} different words of these: ${choices.join(', ')}`,
        (value) => areChoices(value, max, (word) => choices.includes(word) || also?.test(word) === true),
      ),
    ],
    options,
  );

function areChoices(value: unknown, max: number, isChoice: (word: string) => boolean): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > max) return false;
  return (
    new Set(value).size === value.length && value.every((item) => typeof item === 'string' && isChoice(item))
  );
}

/** Anything that JSON can say. */
export const JsonField = (
  schema: Readonly<Record<string, unknown>>,
  { kind = 'json', ...options }: FieldOptions & { kind?: string } = {},
) => field(kind, schema, [], options);

/** JSON as a text of at most `max` characters, for query strings; the document shows the schema of what it says. */
export const JsonTextField = (
  schema: Readonly<Record<string, unknown>>,
  { max, ...options }: FieldOptions & { max: number },
) =>
  field(
    'text',
    { type: 'string', minLength: 1, maxLength: max },
    [IsString(), HasLength(1, max), IsStorableText()],
    { ...options, says: schema },
  );

function isTextList(value: unknown, max: number, maxLength: number): boolean {
  if (!Array.isArray(value) || value.length > max) return false;
  return value.every(
    (item) =>
      typeof item === 'string' &&
      item.length >= 1 &&
      item.length <= maxLength &&
      item.isWellFormed() &&
      !item.includes('\u0000'),
  );
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a value is a calendar day of the years 1 to 9999 (RFC 3339 `full-date`). */
export function isCalendarDay(value: unknown): boolean {
  if (typeof value !== 'string' || !DAY.test(value) || value < '0001-01-01') return false;
  const time = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** In UTC, as it is stored and answered. */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a value is a time with its zone (RFC 3339), of the years 1 to 9999 also in UTC. */
export const isInstant = (value: unknown): boolean =>
  typeof value === 'string' &&
  INSTANT.test(value) &&
  isCalendarDay(value.slice(0, 10)) &&
  Date.parse(value.toUpperCase()) >= FIRST_INSTANT &&
  Date.parse(value.toUpperCase()) <= LAST_INSTANT;
