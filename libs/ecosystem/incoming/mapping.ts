import { type Dto, fieldsOf } from '@platform/http';

import { valueAt } from './pointer';

export const TRANSFORMS = ['lower_case', 'first_word', 'other_words', 'number', 'day'] as const;

/** Where a field gets its value from. */
export interface MappingEntry {
  /** The field; with dots inside of one (`utm.source`, `custom_fields.size`, `external_ids.shop`). */
  readonly to: string;
  /** Where the value stands in the payload. */
  readonly from: string | null;
  /** The value itself, when it is always the same. */
  readonly value: string | null;
  readonly transform: (typeof TRANSFORMS)[number] | null;
}

/** What values are put into. */
export interface Target {
  readonly contract: Dto;
  /** The currency of amounts that have none. */
  readonly currency: string;
}

/** The fields of a record, made of a payload; what is missing or empty there is left out. Of two values for one field the first counts, lists take all. */
export function mapped(
  payload: unknown,
  mapping: readonly MappingEntry[],
  target: Target,
): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const entry of mapping) {
    const { to } = entry;
    const given = givenBy(payload, entry);
    if (given !== undefined) put(fields, to.split('.'), { given, target });
  }
  return Object.fromEntries(fields);
}

/** Whether a mapping looks for values in a payload and finds none: constants alone say nothing. */
export function findsNothing(payload: unknown, mapping: readonly MappingEntry[]): boolean {
  const looking = mapping.filter(({ from }) => from !== null);
  return looking.length > 0 && looking.every((entry) => givenBy(payload, entry) === undefined);
}

function givenBy(payload: unknown, { from, value, transform }: MappingEntry): unknown {
  const found = value ?? (from === null ? undefined : valueAt(payload, from));
  const given = transformed(found, transform);
  return given === null || given === '' ? undefined : given;
}

interface Given {
  readonly given: unknown;
  readonly target: Target;
}

/** Lists whose items have a value and perhaps more. */
const VALUES: ReadonlySet<string> = new Set(['phones', 'emails', 'websites']);

function put(fields: Map<string, unknown>, [name = '', ...inside]: string[], { given, target }: Given): void {
  const known = fields.get(name);
  const add = (item: object) =>
    fields.set(name, [...(Array.isArray(known) ? (known as unknown[]) : []), item]);
  if (VALUES.has(name)) add({ value: textOf(given) });
  else if (name === 'external_ids') add({ app: inside.join('.'), id: textOf(given) });
  else if (name === 'links') add({ id: textOf(given) });
  else if (name === 'amount' && inside.length === 0)
    fields.set(name, known ?? { amount: textOf(given), currency: target.currency });
  else if (inside.length > 0)
    fields.set(name, { [inside.join('.')]: within(name, given), ...(known as object) });
  else fields.set(name, known ?? scalar(name, given, target));
}

/** Custom fields are of many types, everything else inside of a field is a text. */
const within = (name: string, given: unknown): unknown =>
  name === 'custom_fields' ? plain(given) : textOf(given);

const UNCHANGED: ReadonlySet<string> = new Set(['integer', 'boolean']);

function scalar(name: string, given: unknown, { contract }: Target): unknown {
  const kind = fieldsOf(contract).find((spec) => spec.name === name)?.kind;
  return kind !== undefined && UNCHANGED.has(kind) ? plain(given) : textOf(given);
}

const plain = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return JSON.stringify(value);
}

function transformed(value: unknown, transform: MappingEntry['transform']): unknown {
  if (value === undefined || value === null) return undefined;
  if (transform === null) return plain(value);
  return TRANSFORMED[transform](textOf(value));
}

const TRANSFORMED: Readonly<Record<(typeof TRANSFORMS)[number], (text: string) => unknown>> = {
  lower_case: (text) => text.toLowerCase(),
  first_word: (text) => text.split(/\s+/)[0],
  other_words: (text) => text.split(/\s+/).slice(1).join(' '),
  number: decimalIn,
  day: (text) => /^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? text,
};

/** The number in a text as people write it, `1 250,50 €`; a text without one stays as it is, for the contract to refuse. */
function decimalIn(text: string): string {
  const found = /-?\d[\d.,'’\s]*/.exec(text)?.[0].replaceAll(/['’\s]/g, '');
  if (found === undefined) return text;
  const at = Math.max(found.lastIndexOf(','), found.lastIndexOf('.'));
  const tail = found.slice(at + 1);
  const isPoint = found.charAt(at) === '.' ? found.indexOf('.') === at : tail.length !== 3;
  if (at < 0 || tail === '' || !isPoint) return found.replaceAll(/[.,]/g, '');
  return `${found.slice(0, at).replaceAll(/[.,]/g, '')}.${tail}`;
}
