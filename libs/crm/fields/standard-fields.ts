import { filterableNames, isCustomizable, type RecordType, sortableNames } from '@crm/records';
import { type FieldSpec, fieldsOf, type RequestContext } from '@platform/http';

import type { FieldDto, ListedOptionDto } from './field.dto';

/** The member that holds the fields of the workspace itself is none. */
const HOLDER = 'custom_fields';

/** The fields that all workspaces have. */
const specsOf = (type: RecordType): FieldSpec[] => fieldsOf(type.view).filter(({ kind }) => kind !== HOLDER);

/** Whether a kind of record has this field in every workspace. */
export const isStandardField = (type: RecordType, key: string): boolean =>
  isCustomizable(type) && specsOf(type).some(({ name }) => name === key);

/** What a kind of record has in every workspace, in the order of its contract, as far as no workspace says otherwise. */
export function standardFields(ctx: RequestContext, type: RecordType): FieldDto[] {
  const created = new Map(fieldsOf(type.create).map((spec) => [spec.name, spec]));
  const filterable = filterableNames(type);
  const sortable = sortableNames(type);
  return specsOf(type).map((spec, at) => ({
    ...BLANK,
    object: type.name,
    key: spec.name,
    path: spec.name,
    name: labelOf(spec.name),
    type: typeOf(spec),
    multiple: isList(spec),
    filterable: filterable.has(spec.name),
    sortable: sortable.has(spec.name),
    writable: created.has(spec.name) && ctx.principal.scopes.has(type.scopes.write.name),
    required: created.get(spec.name)?.required === true,
    indexed: sortable.has(spec.name),
    position: (at + 1) * 10,
    help_text: spec.description ?? null,
    ...boundsOf(spec),
    options: optionsOf(spec),
    target: targetOf(spec),
  }));
}

const BLANK = {
  id: null,
  version: 0,
  standard: true,
  required_from: [],
  unique: false,
  index_ready: true,
  hidden: false,
  group: null,
  default: null,
  deleted_at: null,
};

/** `expected_close_on` is "Expected close on" until the workspace names it. */
function labelOf(name: string): string {
  const words = name.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const LONG_TEXT = 1000;

/** The kinds of standard fields, in the words of the types of custom ones where there is one. */
const TYPES: Readonly<Record<string, string>> = {
  choice: 'select',
  time: 'datetime',
  decimal: 'number',
  texts: 'text',
  phones: 'phones',
  emails: 'emails',
  display_name: 'text',
};

function typeOf({ kind, schema, nested, list }: FieldSpec): string {
  if (kind === 'text') return Number(schema.maxLength) > LONG_TEXT ? 'long_text' : 'text';
  if (kind === 'id') return schema['x-id-of'] === 'member' ? 'member' : 'record';
  if (kind === 'details') return String(nested?.name).startsWith('Address') ? 'address' : 'object';
  return TYPES[kind] ?? (list ? 'list' : kind);
}

const isList = ({ list, kind }: FieldSpec): boolean => list === true || kind === 'texts';

function boundsOf({
  schema,
}: FieldSpec): Pick<FieldDto, 'min' | 'max' | 'min_length' | 'max_length' | 'pattern'> {
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  const text = (value: unknown): string | null => (typeof value === 'number' ? String(value) : null);
  const length = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return {
    min: text(minimum),
    max: text(maximum),
    min_length: length(minLength),
    max_length: length(maxLength),
    pattern: typeof pattern === 'string' ? pattern : null,
  };
}

const optionsOf = ({ schema }: FieldSpec): ListedOptionDto[] =>
  Array.isArray(schema.enum)
    ? schema.enum.map(String).map((id) => ({ id, label: labelOf(id), color: null, archived: false }))
    : [];

const targetOf = ({ schema }: FieldSpec): string | null =>
  typeof schema['x-id-of'] === 'string' ? schema['x-id-of'] : null;
