import type { Fault } from '@platform/http';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

/** Compiles a JSON Schema (draft 2020-12) to a function that finds every fault of a value, each with its JSON Pointer. */
export function faultFinder(schema: object): (value: unknown, at?: string) => Fault[] {
  let compiled: ValidateFunction | undefined;
  return (value, at = '') => {
    compiled ??= new Ajv2020({
      allErrors: true,
      formats: { uri: true },
      strictTypes: false,
      keywords: ['secret'],
    }).compile(schema);
    if (compiled(value)) return [];
    return (compiled.errors ?? [])
      .filter(({ keyword }) => !OUTER.has(keyword))
      .map((error) => faultOf(error, at));
  };
}

/** Said once more by the fault within. */
const OUTER = new Set(['propertyNames', 'if', 'anyOf', 'oneOf']);

function faultOf(error: ErrorObject, at: string): Fault {
  const { keyword, instancePath, params, message = 'is not valid' } = error;
  const member = MEMBERS[keyword];
  const named = member === undefined ? undefined : (params as Record<string, string | undefined>)[member];
  const name = named ?? error.propertyName;
  const place = name === undefined ? '' : `/${escaped(name)}`;
  return {
    pointer: at + instancePath + place,
    code: CODES[keyword] ?? 'invalid',
    detail: DETAILS[keyword]?.(params as Record<string, unknown>) ?? `This ${message}`,
  };
}

/** Keywords whose fault is at a member of what was looked at, and the parameter that names it. */
const MEMBERS: Readonly<Record<string, string>> = {
  required: 'missingProperty',
  additionalProperties: 'additionalProperty',
};

const DETAILS: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  required: ({ missingProperty }) => `${String(missingProperty)} is required`,
  additionalProperties: ({ additionalProperty }) => `There is no field "${String(additionalProperty)}" here`,
  enum: ({ allowedValues }) => `This must be one of: ${(allowedValues as unknown[]).join(', ')}`,
};

/** Keywords of JSON Schema → our codes. */
const CODES: Readonly<Record<string, string>> = {
  required: 'required',
  minItems: 'required',
  additionalProperties: 'unknown_field',
  type: 'wrong_type',
  const: 'not_a_choice',
  enum: 'not_a_choice',
  pattern: 'wrong_format',
  format: 'wrong_format',
  minLength: 'wrong_length',
  maxLength: 'wrong_length',
  maxItems: 'too_many',
  maxProperties: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
  uniqueItems: 'duplicate',
};

/** RFC 6901, section 3. */
const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
