import { ownField } from '@platform/filters';
import { fieldsOf } from '@platform/http';

import { customPath } from './custom-fields/custom-field';
import { CUSTOM_KIND } from './custom-fields/kind-in';
import type { RecordType } from './record-type';

/** The paths of the fields that callers write, those inside of objects and those of one workspace's form of the type too. */
export const writtenPaths = ({ create, own }: RecordType): ReadonlySet<string> =>
  new Set([
    ...fieldsOf(create).flatMap(({ name, kind, nested, list }) => {
      if (kind === CUSTOM_KIND) return [];
      const inner = nested && !list && kind !== 'money' ? fieldsOf(nested) : [];
      return [name, ...inner.map((field) => `${name}.${field.name}`)];
    }),
    ...(own?.fields ?? []).map(({ key }) => customPath(key)),
  ]);

/** Whether a record in its public form has nothing at a path; lists without entries and objects without values are nothing. */
export const isEmptyAt = (view: object, path: string): boolean =>
  isEmpty(path.split('.').reduce<unknown>(ownField, view));

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
