import fc from 'fast-check';

import { foreignNames, poison, withRawParts } from './poisons';

type Step = string | number;

/** A JSON value with one thing wrong in it: a value replaced, left out, wrapped or added. */
export const brokenValue = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(valid, fc.nat(), fc.constantFrom(...WAYS), poison, foreignNames)
    .map(([value, at, way, bad, name]) => {
      const paths = pathsIn(value);
      return changed(value, paths[at % paths.length] ?? [], way, { bad, name });
    });

const WAYS = ['replace', 'replace', 'replace', 'remove', 'wrap', 'add'] as const;

interface Change {
  readonly bad: unknown;
  readonly name: string;
}

function pathsIn(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, at) => pathsIn(item, [...path, at]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

function changed(
  value: unknown,
  [step, ...rest]: readonly Step[],
  way: (typeof WAYS)[number],
  change: Change,
): unknown {
  if (step === undefined) return rewritten(value, way, change);
  const drops = rest.length === 0 && way === 'remove';
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => {
      if (at !== step) return [item as unknown];
      return drops ? [] : [changed(item, rest, way, change)];
    });
  }
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, item]) => {
      if (key !== step) return [[key, item as unknown]];
      return drops ? [] : [[key, changed(item, rest, way, change)]];
    }),
  );
}

function rewritten(value: unknown, way: (typeof WAYS)[number], { bad, name }: Change): unknown {
  if (way === 'wrap') return [value];
  if (way === 'add' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { ...value, [name]: bad };
  }
  return bad;
}

/** A JSON text made of a value, and the ways in which it is no longer one. */
export const brokenText = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<string | Buffer> =>
  fc
    .tuple(valid, fc.constantFrom(...TEXT_FAULTS), fc.nat())
    .map(([value, spoil, at]) => spoil(withRawParts(JSON.stringify(value)), at));

const MANY_ITEMS = ['operations', 'phones', 'contacts', 'sort', 'types'].map(
  (name) => `{"${name}":[${'{},'.repeat(99_999)}{}]}`,
);

const TEXT_FAULTS: readonly ((json: string, at: number) => string | Buffer)[] = [
  (json, at) => json.slice(0, at % Math.max(1, json.length)),
  (json) => `${json}}`,
  (json) => `\ufeff${json}`,
  (json) => json.replaceAll('"', "'"),
  (json) => `// no comment\n${json}`,
  (json) => json.replace('{', '{"title":1,"title":2,'),
  (json) => json.replace('{', '{"__proto__":{"admin":true},'),
  (json) => json.replace('{', '{"constructor":{"prototype":{"admin":true}},'),
  () => '',
  () => 'null',
  () => '[]',
  () => '"text"',
  () => 'NaN',
  () => `${'['.repeat(33)}${']'.repeat(33)}`,
  () => `{"filter":${'{"not":'.repeat(30)}{}${'}'.repeat(31)}`,
  () => '['.repeat(20_000),
  (_, at) => MANY_ITEMS[at % MANY_ITEMS.length] ?? '',
  (json) => Buffer.concat([Buffer.from(json), Buffer.from([0xff, 0xc0, 0x80])]),
  (json) => Buffer.from(json, 'utf16le'),
  (json, at) => json.slice(0, at % json.length) + String.fromCharCode(at % 32) + json.slice(at % json.length),
];
