import { isDeepStrictEqual } from 'node:util';

import { type Dto, type FieldSpec, fieldsOf, type JsonSchema } from './field-spec';

/** Where a contract's schema stands in an OpenAPI document. */
export const schemaRef = (dto: Dto): JsonSchema => ({ $ref: `#/components/schemas/${schemaName(dto)}` });

/** The public name of a contract: its class without `Dto`. */
export const schemaName = (dto: Dto): string => dto.name.replace(/Dto$/, '');

const named = new Map<string, () => JsonSchema>();

/** Gives a schema that no contract declares its place in the document, and answers with a reference to it. */
export function nameSchema(name: string, schema: () => JsonSchema): JsonSchema {
  named.set(name, schema);
  return { $ref: `#/components/schemas/${name}` };
}

/** Those schemas, by name. */
export const namedSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries([...named].map(([name, schema]) => [name, schema()]));

const additions = new WeakMap<Dto, () => Record<string, JsonSchema>>();

/** Tells of properties that answers of a contract have only when they are asked for. */
export const addOptional = (dto: Dto, properties: () => Record<string, JsonSchema>): void => {
  additions.set(dto, properties);
};

interface Union {
  readonly by: string;
  readonly forms: Readonly<Record<string, Dto>>;
}

const unions = new WeakMap<Dto, Union>();

/** Says that what has this contract has one of several forms, each told by what the field `by` says. */
export function declareUnion(dto: Dto, by: string, forms: Union['forms']): void {
  unions.set(dto, { by, forms });
}

const formsOf = (dto: Dto): Dto[] => Object.values(unions.get(dto)?.forms ?? {});
const open = new WeakSet<Dto>();

/** Says that a contract takes any other property as well. */
export const leaveOpen = (dto: Dto): void => {
  open.add(dto);
};

/** The schemas of these contracts and of all that they hold, by public name. */
export function dtoSchemas(dtos: Iterable<Dto>): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  const waiting = [...dtos];
  for (let dto = waiting.pop(); dto; dto = waiting.pop()) {
    const name = schemaName(dto);
    const schema = unionSchema(dto) ?? objectSchema(dto);
    if (schemas[name]) {
      if (isDeepStrictEqual(schemas[name], schema)) continue;
      throw new Error(`Two contracts are named "${name}": one of them would be lost.`);
    }
    schemas[name] = schema;
    waiting.push(...formsOf(dto), ...fieldsOf(dto).flatMap((spec) => (spec.nested ? [spec.nested] : [])));
  }
  return schemas;
}

/** An example of a contract, made of the examples of its fields. */
export function exampleOf(dto: Dto): Record<string, unknown> {
  const [form] = formsOf(dto);
  if (form) return exampleOf(form);
  return Object.fromEntries(
    fieldsOf(dto)
      .map((spec) => [spec.name, exampleValue(spec)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function unionSchema(dto: Dto): JsonSchema | undefined {
  const union = unions.get(dto);
  if (!union) return undefined;
  const mapping = Object.entries(union.forms).map(([value, form]) => [value, schemaRef(form).$ref]);
  return {
    oneOf: Object.values(union.forms).map(schemaRef),
    discriminator: { propertyName: union.by, mapping: Object.fromEntries(mapping) as JsonSchema },
  };
}

function objectSchema(dto: Dto): JsonSchema {
  const fields = fieldsOf(dto);
  const required = fields.filter((spec) => spec.required).map((spec) => spec.name);
  return {
    type: 'object',
    additionalProperties: open.has(dto),
    ...(required.length > 0 && { required }),
    properties: {
      ...Object.fromEntries(fields.map((spec) => [spec.name, fieldSchema(spec)])),
      ...additions.get(dto)?.(),
    },
  };
}

/** The schema of one field, null included where it may be null. */
export function fieldSchema(spec: FieldSpec): JsonSchema {
  const { description, readOnly, example } = spec;
  const notes = {
    ...(description && { description }),
    ...(readOnly && { readOnly }),
    ...(example !== undefined && !spec.nested && { examples: [example] }),
  };
  const value = valueSchema(spec);
  if (!spec.nullable) return { ...value, ...notes };
  if ('$ref' in value) return { anyOf: [value, { type: 'null' }], ...notes };
  const { type, enum: choices, ...rest } = value;
  return {
    ...rest,
    ...(type !== undefined && { type: [type, 'null'].flat() }),
    ...(Array.isArray(choices) && { enum: [...(choices as unknown[]), null] }),
    ...notes,
  };
}

function valueSchema({ nested, list, schema }: FieldSpec): JsonSchema {
  if (!nested) return schema;
  return list ? { type: 'array', items: schemaRef(nested), ...schema } : schemaRef(nested);
}

function exampleValue(spec: FieldSpec): unknown {
  if (spec.example !== undefined) return spec.example;
  if (spec.nested) return spec.list ? [exampleOf(spec.nested)] : exampleOf(spec.nested);
  return spec.required && spec.nullable ? null : undefined;
}
