import type { CustomField } from '@crm/records';

import type { Field } from './field.entity';

/** A stored field as values are read by it. */
export const asCustomField = (row: Field): CustomField => ({
  id: row.id,
  number: row.number ?? 0,
  key: row.key,
  name: row.name ?? row.key,
  type: row.type ?? '',
  multiple: row.multiple,
  required: row.required,
  unique: row.unique,
  indexed: row.indexed,
  isIndexReady: row.index_ready,
  default: row.default_value?.value ?? null,
  rules: rulesOf(row),
  options: row.options,
  target: row.target,
  isReadOnly: row.read_only,
});

const rulesOf = ({ min, max, min_length, max_length, pattern }: Field): CustomField['rules'] => ({
  ...(min !== null && { min }),
  ...(max !== null && { max }),
  ...(min_length !== null && { min_length }),
  ...(max_length !== null && { max_length }),
  ...(pattern !== null && { pattern }),
});
