import { ownField } from '@platform/filters';

import { shapeOf, type UniqueKey } from './record-shape';
import type { RecordType } from './record-type';

/** A reader of the values in an input of which only one record can have each, as texts that are the same for the same values. */
export function givenKeysOf(type: RecordType): (input: unknown) => string[] {
  const { uniqueKeys } = shapeOf(type);
  return (input) =>
    uniqueKeys.flatMap((key) =>
      valuesIn(key, input).map((value) => `${type.name} ${key.path ?? key.field} ${JSON.stringify(value)}`),
    );
}

/** One value or a list of them. */
function valuesIn({ field, path = field }: UniqueKey, input: unknown): readonly unknown[] {
  const value = path.split('.').reduce<unknown>(ownField, input);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
