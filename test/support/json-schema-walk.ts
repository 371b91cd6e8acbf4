import type { Schema } from './api-contract';

type Schemas = Readonly<Record<string, Schema>>;

/** What a schema says itself and through its references and alternatives: every form that a value may have. */
export function formsOf(schema: Schema | undefined, schemas: Schemas): Schema[] {
  if (schema === undefined) return [];
  const { $ref, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === 'string') return formsOf(schemas[$ref.split('/').at(-1) ?? ''], schemas);
  const others = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? (list as Schema[]) : []));
  return [schema, ...others.flatMap((one) => formsOf(one, schemas))];
}

/** The properties that some form of a value declares; null when it declares none at all. */
export function propertiesOf(schema: Schema | undefined, schemas: Schemas): Record<string, Schema> | null {
  const declared = formsOf(schema, schemas).flatMap(({ properties }) =>
    properties ? [properties as Record<string, Schema>] : [],
  );
  return declared.length > 0 ? Object.assign({}, ...declared) : null;
}

/** The schema of the items of a list, or undefined when no form is a list. */
export const itemsOf = (schema: Schema | undefined, schemas: Schemas): Schema | undefined =>
  formsOf(schema, schemas).find(({ items }) => items)?.items as Schema | undefined;

/** The prefix of the ids that a value may be, or undefined when it is none. */
export const idPrefixOf = (schema: Schema | undefined, schemas: Schemas): string | undefined =>
  formsOf(schema, schemas)
    .map(({ pattern }) => /^\^([a-z]+)_\[0-7\]/.exec(String(pattern))?.[1])
    .find((prefix) => prefix !== undefined);
