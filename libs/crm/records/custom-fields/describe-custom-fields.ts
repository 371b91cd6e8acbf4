import { filterConditions } from '@platform/filters';
import type { JsonSchema } from '@platform/http';

import type { RecordType } from '../record-type';
import { customFilters } from './custom-filters';
import { isSortable } from './custom-sorts';
import { MAX_VALUES, type TypedField } from './custom-values';

/** What a document tells of a custom field. */
export interface DescribedField {
  readonly key: string;
  readonly label: string;
  /** Of a value as answers have it. */
  readonly schema: JsonSchema;
  /** Of what filters may ask of it; null when nothing. */
  readonly condition: JsonSchema | null;
  readonly isSortable: boolean;
  readonly isUnique: boolean;
  /** What people call each of its values, by the value. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The custom fields of a workspace's form of a type, for documents. */
export function describeCustomFields({ own }: RecordType): DescribedField[] {
  const fields = own?.fields ?? [];
  const conditions = filterConditions(customFilters(fields));
  return fields.map((field) => ({
    key: field.key,
    label: field.name,
    schema: schemaOf(field),
    condition: conditions[field.key] ?? null,
    isSortable: isSortable(field),
    isUnique: field.unique,
    labels: Object.fromEntries(field.options.map(({ id, label }) => [id, label])),
  }));
}

function schemaOf(field: TypedField): JsonSchema {
  const schema = field.of.schema(field);
  if (field.multiple) return { type: 'array', maxItems: MAX_VALUES, items: schema };
  return { anyOf: [schema, { type: 'null' }] };
}
