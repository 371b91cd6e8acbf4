import type { JsonSchema } from '@platform/http';

import type { RecordType } from '../record-type';
import { isCustomizable } from './own-type';

/** The form of the keys of custom fields. */
export const KEY_PATTERN = /^[a-z][a-z0-9_]{0,49}$/;

/** The form of the paths of custom fields, and of such a path as something to sort by. */
export const PATH_PATTERN = /^custom_fields\.[a-z][a-z0-9_]{0,49}$/;
export const SORT_PATTERN = /^-?custom_fields\.[a-z][a-z0-9_]{0,49}$/;

/** `x-template` says the same as a type of TypeScript. */
const PATH_SCHEMA = { type: 'string', pattern: PATH_PATTERN.source, 'x-template': ['custom_fields.'] };
const SORT_SCHEMA = {
  type: 'string',
  pattern: SORT_PATTERN.source,
  'x-template': ['custom_fields.', '-custom_fields.'],
};

/** What takes these words, and the paths of custom fields where records of the type may have such. */
export function orCustomPaths(type: RecordType, words: readonly string[], as: 'path' | 'sort'): JsonSchema {
  const known = { type: 'string', enum: [...words] };
  if (!isCustomizable(type)) return known;
  return { anyOf: [known, as === 'sort' ? SORT_SCHEMA : PATH_SCHEMA] };
}
