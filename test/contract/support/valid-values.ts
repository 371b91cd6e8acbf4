import fc from 'fast-check';

import type { Schema } from '../../support/api-contract';

/** Stands for an id that the caller learns only while it runs: the n-th known thing of a kind. */
export const slot = (prefix: string): fc.Arbitrary<string> => fc.nat(7).map((at) => `~${prefix}.${at}~`);

const MAX_DEPTH = 5;
const MOST_FIELDS = 6;

/** Makes values that fit the schemas of a document. */
export class ValidValues {
  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  of(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    const { $ref, const: only, enum: choices, anyOf, oneOf } = schema;
    if (typeof $ref === 'string') return this.of(this.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, depth);
    if (only !== undefined) return fc.constant(only);
    if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
    const branches = anyOf ?? oneOf;
    if (Array.isArray(branches)) return this.oneOf(branches as Schema[], depth);
    return this.ofType(schema, depth);
  }

  private oneOf(branches: readonly Schema[], depth: number): fc.Arbitrary<unknown> {
    return fc
      .nat(branches.length - 1)
      .chain((at) => this.of(depth > MAX_DEPTH ? (branches[0] ?? {}) : (branches[at] ?? {}), depth));
  }

  private ofType(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const types = [schema.type ?? 'null'].flat() as string[];
    const arbitraries = types.map((type) => {
      const made = this.makers[type];
      if (!made) throw new Error(`No value can be made for the type ${type}.`);
      return { weight: type === 'null' ? 1 : 4, arbitrary: made(schema, depth) };
    });
    return fc.oneof(...arbitraries);
  }

  private readonly makers: Readonly<
    Record<string, (schema: Schema, depth: number) => fc.Arbitrary<unknown>>
  > = {
    null: () => fc.constant(null),
    boolean: () => fc.boolean(),
    integer: (schema) => fc.integer({ min: bound(schema.minimum, 0), max: bound(schema.maximum, 1000) }),
    number: (schema) => fc.integer({ min: bound(schema.minimum, 0), max: bound(schema.maximum, 1000) }),
    string: validText,
    array: (schema, depth) => this.list(schema, depth),
    object: (schema, depth) => this.object(schema, depth),
  };

  private list(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const { items, minItems, maxItems, uniqueItems, examples = [] } = schema;
    const minLength = bound(minItems, 0);
    const most = Math.min(bound(maxItems, 3), 3);
    const maxLength = Math.max(minLength, depth > MAX_DEPTH ? minLength : most);
    const one = this.of((items ?? {}) as Schema, depth + 1);
    const made =
      uniqueItems === true
        ? fc.uniqueArray(one, { minLength, maxLength })
        : fc.array(one, { minLength, maxLength });
    const shown = (examples as unknown[]).filter(Array.isArray);
    return shown.length > 0 ? fc.oneof(fc.constantFrom<unknown>(...shown), made) : made;
  }

  private object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = (schema.properties ?? {}) as Record<string, Schema>;
    const required = (schema.required ?? []) as string[];
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const minLength = Math.max(0, bound(schema.minProperties, 0) - required.length);
    const maxLength = Math.min(optional.length, depth > MAX_DEPTH ? minLength : MOST_FIELDS);
    return fc
      .subarray(optional, { minLength: Math.min(minLength, maxLength), maxLength })
      .chain((chosen) =>
        fc.record(
          Object.fromEntries(
            [...required, ...chosen].map((name) => [name, this.property(name, properties[name], depth)]),
          ),
          { noNullPrototype: true },
        ),
      );
  }

  private property(name: string, schema: Schema = {}, depth: number): fc.Arbitrary<unknown> {
    // Nothing may leave the machine while tests run.
    if (name === 'url' && schema.maxLength === 2048) return fc.constant('http://127.0.0.1:60009/hook');
    return this.of(schema, depth + 1);
  }
}

const bound = (given: unknown, fallback: number): number => (typeof given === 'number' ? given : fallback);

const ID = /^\^([a-z]+)_\[0-7\]/;

function validText(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, examples = [] } = schema;
  const shown = (examples as unknown[]).filter((one) => typeof one === 'string');
  const prefix = ID.exec(String(pattern))?.[1];
  if (prefix !== undefined) return slot(prefix);
  const formatted = FORMATS[String(format)];
  if (formatted) return formatted;
  if (typeof pattern === 'string') return matching(pattern, shown);
  const free = fc.string({
    unit: 'grapheme',
    minLength: bound(schema.minLength, 0),
    maxLength: Math.min(bound(schema.maxLength, 20), 20),
  });
  return shown.length > 0 ? fc.oneof(fc.constantFrom(...shown), free) : free;
}

const DAYS = fc.integer({ min: 0, max: 60_000 }).map((day) => new Date(day * 86_400_000).toISOString());

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: DAYS.map((time) => time.slice(0, 10)),
  'date-time': DAYS,
  decimal: fc.integer({ min: 1, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2)),
};

/** fast-check knows no look-around: what has it is taken from the examples. */
function matching(pattern: string, examples: readonly string[]): fc.Arbitrary<string> {
  if (pattern.includes('(?')) return fc.constantFrom(...examples);
  const known = made.get(pattern) ?? fc.stringMatching(new RegExp(pattern));
  made.set(pattern, known);
  return known;
}

/** Making one takes longer than all that it is used for. */
const made = new Map<string, fc.Arbitrary<string>>();
