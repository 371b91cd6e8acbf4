import { type PipeTransform } from '@nestjs/common';
import { type ValidationError, validateSync } from 'class-validator';

import { isFaultless } from './faultless';
import { type Dto, type FieldSpec, fieldsOf } from './fields/field-spec';
import type { Fault } from './problem-error';
import { invalidRequest } from './problems';
import { onlyDeclared } from './surplus';

/** Lets a JSON body through as a value of its contract, or answers 400 with every fault. */
export const validated = (dto: Dto): PipeTransform => ({
  transform: (body: unknown) => validatedBody(dto, body),
});

/** The same where a request without a body stands for one with no members. */
export const validatedIfSent = (dto: Dto): PipeTransform => ({
  transform: (body: unknown) => validatedBody(dto, body === undefined ? {} : body),
});

/** The same for a part of a body, which stands at the JSON Pointer `at`. */
export const validatedBody = (dto: Dto, body: unknown, at = ''): object =>
  validate(dto, body, (path) => at + path.map((step) => `/${escapeStep(step)}`).join(''), at);

/** The same for a query string, whose numbers and booleans arrive as text. */
export const validatedQuery = (dto: Dto): PipeTransform => {
  const kinds = new Map(fieldsOf(dto).map((spec) => [spec.name, spec.kind]));
  return {
    transform: (query: Record<string, unknown>) =>
      validate(dto, withTypes(kinds, query), (path) => `?${path.join('.')}`),
  };
};

function validate(dto: Dto, input: unknown, pointer: (path: string[]) => string, at = ''): object {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalidRequest([{ pointer: at, code: 'wrong_type', detail: 'Send a JSON object' }]);
  }
  const { kept, surplus } = onlyDeclared(dto, input);
  if (surplus.length === 0 && isFaultless(dto, kept)) return kept;
  const value = instanceOf(dto, kept);
  const errors = validateSync(value, {
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  const faults = [
    ...surplus.map(({ path, ...fault }): Fault => ({ pointer: pointer(path), ...fault })),
    ...faultsOf(errors, [], pointer),
  ];
  if (faults.length > 0) throw invalidRequest(faults);
  return value;
}

/**
 * The same values in instances of their classes, where class-validator looks for its rules. What no class describes, such as a
 * filter, stays as it is, whatever its members are called.
 */
function instanceOf(dto: Dto, input: object): object {
  const values: Readonly<Record<string, unknown>> = { ...input };
  const inner = ({ nested, name }: FieldSpec): unknown => {
    const value = values[name];
    if (!nested || typeof value !== 'object' || value === null) return value;
    return Array.isArray(value)
      ? value.map((item: object) => instanceOf(nested, item))
      : instanceOf(nested, value);
  };
  const given = fieldsOf(dto).filter(({ name }) => Object.hasOwn(values, name));
  return Object.assign(new dto(), Object.fromEntries(given.map((spec) => [spec.name, inner(spec)])));
}

function faultsOf(errors: ValidationError[], path: string[], pointer: (path: string[]) => string): Fault[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const here = [...path, property];
    const own = Object.entries(constraints).map(
      ([rule, message]): Fault => ({
        pointer: pointer(here),
        code: CODES[rule] ?? 'invalid',
        detail: message,
      }),
    );
    return [...own.slice(0, 1), ...faultsOf(children, here, pointer)];
  });
}

/** class-validator's names of rules → our codes. */
const CODES: Readonly<Record<string, string>> = {
  isDefined: 'required',
  isString: 'wrong_type',
  isInt: 'wrong_type',
  isBoolean: 'wrong_type',
  isArray: 'wrong_type',
  isObject: 'wrong_type',
  nestedValidation: 'wrong_type',
  isTextList: 'wrong_type',
  isLength: 'wrong_length',
  matches: 'wrong_format',
  isStorableText: 'wrong_format',
  isCalendarDay: 'wrong_format',
  isInstant: 'wrong_format',
  isIdOf: 'invalid_id',
  isIn: 'not_a_choice',
  min: 'too_small',
  max: 'too_large',
};

function withTypes(
  kinds: ReadonlyMap<string, string>,
  query: Record<string, unknown>,
): Record<string, unknown> {
  const known = Object.entries(query).filter(([name]) => kinds.has(name));
  return Object.fromEntries(known.map(([name, value]) => [name, typed(kinds.get(name), value)]));
}

function typed(kind: string | undefined, value: unknown): unknown {
  if (kind === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if (kind === 'texts' && typeof value === 'string') return value.split(',');
  return value;
}

/** RFC 6901, section 3. */
const escapeStep = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
