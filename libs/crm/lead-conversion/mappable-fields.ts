import { keyOfPath, type RecordType } from '@crm/records';
import { type Dto, type FieldSpec, fieldNames, fieldsOf } from '@platform/http';

import type { Fields } from './path-values';

/** A field that a value can be taken from, or put into. */
export interface MappableField {
  /** What kind of value it is: what says the same fits. */
  readonly says: string;
  /** An answered value as requests have it. */
  written(value: unknown): unknown;
}

/** The field of a type, in its workspace's form, that is answered (`view`) or written (`update`) at a path. */
export function mappableField(
  type: RecordType,
  side: 'view' | 'update',
  path: string,
): MappableField | undefined {
  const key = keyOfPath(path);
  if (key !== null) return customField(type, key);
  const spec = specAt(type[side], path);
  return spec && { says: saidBy(spec), written: (value) => writtenBy(spec, value) };
}

/** The keys of the custom fields of a type that say the same in another. */
export const sharedKeys = (type: RecordType, other: RecordType): string[] =>
  (type.own?.fields ?? [])
    .map(({ key }) => key)
    .filter((key) => {
      const there = customField(other, key);
      return there !== undefined && there.says === customField(type, key)?.says;
    });

/** Whether a field can hold what another says: the same, or anything that can be written as a text. */
export const fits = (source: MappableField, target: MappableField): boolean =>
  source.says === target.says || (target.says === 'text' && WRITABLE.has(source.says));

const WRITABLE: ReadonlySet<string> = new Set([
  'choice',
  'integer',
  'decimal',
  'date',
  'time',
  'boolean',
  'url',
  'email',
  'phone',
]);

/** Types of custom fields that say what standard fields of another name say. */
const SAME: Readonly<Record<string, string>> = {
  long_text: 'text',
  number: 'decimal',
  datetime: 'time',
  select: 'choice',
  member: 'id of member',
};

function customField({ own }: RecordType, key: string): MappableField | undefined {
  const field = own?.fields.find((one) => one.key === key);
  if (!field) return undefined;
  const says = field.type === 'record' ? `id of ${String(field.target)}` : (SAME[field.type] ?? field.type);
  return {
    says: field.multiple ? `${says}[]` : says,
    written: (value) => (says === 'text' ? asText(value) : value),
  };
}

function specAt(contract: Dto, path: string): FieldSpec | undefined {
  const [name, inside, ...more] = path.split('.');
  const spec = fieldsOf(contract).find((one) => one.name === name);
  if (inside === undefined || !spec) return spec;
  if (more.length > 0 || !spec.nested || spec.list) return undefined;
  return fieldsOf(spec.nested).find((one) => one.name === inside);
}

const saidBy = ({ kind, schema }: FieldSpec): string =>
  kind === 'id' ? `id of ${String(schema['x-id-of'])}` : kind;

/** Without what answers add to it, and as a text where it comes to be one. */
function writtenBy({ kind, nested, list }: FieldSpec, value: unknown): unknown {
  if (kind === 'text') return asText(value);
  if (!nested) return value;
  const names = new Set(fieldNames(nested));
  const known = (entry: unknown) =>
    Object.fromEntries(Object.entries(entry as Fields).filter(([name]) => names.has(name)));
  return list && Array.isArray(value) ? value.map(known) : known(value);
}

const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
