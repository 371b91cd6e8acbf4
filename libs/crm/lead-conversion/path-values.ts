import { CUSTOM, customPath } from '@crm/records';
import { ownField } from '@platform/filters';

/** Values of public fields; custom ones stand in an object of their own. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a record in its public form has at a path, such as `utm.source`. */
export const valueAt = (record: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => ownField(value, name), record);

/** The fields with a value at a path. */
export function withValue(fields: Fields, path: string, value: unknown): Fields {
  const [name = '', inside] = path.split('.');
  if (inside === undefined) return { ...fields, [name]: value };
  return { ...fields, [name]: { ...(fields[name] as Fields | null | undefined), [inside]: value } };
}

/** The paths of fields; each custom field has one of its own. */
export const pathsIn = (fields: Fields): ReadonlySet<string> =>
  new Set([...Object.keys(fields), ...Object.keys((fields[CUSTOM] ?? {}) as Fields).map(customPath)]);

/** Values by path as fields. */
export const fieldsOfPaths = (values: Fields): Fields =>
  Object.entries(values).reduce<Fields>((fields, [path, value]) => withValue(fields, path, value), {});

/** The second fields over the first; each custom field is one of its own. */
export function overlaid(fields: Fields, above: Fields): Fields {
  const custom = [fields[CUSTOM], above[CUSTOM]] as (Fields | null | undefined)[];
  const isIn = custom.some((one) => one !== undefined && one !== null);
  return { ...fields, ...above, ...(isIn && { [CUSTOM]: { ...custom[0], ...custom[1] } }) };
}
