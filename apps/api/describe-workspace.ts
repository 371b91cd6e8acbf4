import type { DescribedField } from '@crm/records';

/** A JSON Schema of the document. */
type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name?: string;
  readonly schema?: Schema;
}

interface DescribedOperation {
  readonly parameters?: readonly Parameter[];
}

/** The parts of a finished OpenAPI document that a workspace changes. */
export interface BaseDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A value that a field may have, and what people call it. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** What one kind of record has in a workspace and nowhere else. */
export interface OwnRecords {
  /** In the plural, as in addresses: `leads`. */
  readonly plural: string;
  /** As in the names of schemas: `Lead`. */
  readonly name: string;
  /** By field: `stage_id`. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>;
  readonly customFields?: readonly DescribedField[];
}

/** The document as one workspace sees it: the ids that its fields may have, with their names, and its custom fields. The base stays as it is. */
export function describeWorkspace<Base extends BaseDocument>(base: Base, own: readonly OwnRecords[]): Base {
  const schemas = { ...base.components.schemas };
  const paths = { ...base.paths };
  for (const records of own) {
    const { name, plural, choices = {}, customFields = [] } = records;
    for (const known of [`Create${name}`, `Update${name}`, `${name}Filter`]) {
      if (schemas[known]) schemas[known] = withChoices(schemas[known], choices);
    }
    if (customFields.length > 0) Object.assign(schemas, customSchemas(schemas, name, customFields));
    const list = paths[`/v1/${plural}`];
    if (list) paths[`/v1/${plural}`] = withChoicesInQuery(list, choices);
  }
  return { ...base, paths, components: { ...base.components, schemas } };
}

type Choices = NonNullable<OwnRecords['choices']>;

function withChoices(schema: Schema, choices: Choices): Schema {
  const properties = { ...propertiesOf(schema) };
  for (const [field, values] of Object.entries(choices)) {
    const property = properties[field];
    if (property && values.length > 0) properties[field] = narrowed(property, values);
  }
  return { ...schema, properties };
}

const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> =>
  isObject(schema.properties) ? (schema.properties as Record<string, Schema>) : {};

/** Every place in a schema that holds the id becomes a choice: the value itself, and those that conditions compare with. */
function narrowed(schema: Schema, values: readonly Choice[]): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [
      key,
      key === 'examples' ? part : narrowedPart(part, values),
    ]),
  );
  const { pattern, type } = schema;
  return typeof pattern === 'string' && isIdPattern(pattern, values)
    ? { ...inner, ...chosenFrom(values, [type].flat().includes('null')), examples: [values[0]?.id] }
    : inner;
}

function narrowedPart(part: unknown, values: readonly Choice[]): unknown {
  if (Array.isArray(part)) return part.map((item) => narrowedPart(item, values));
  return isObject(part) ? narrowed(part, values) : part;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIdPattern = (pattern: string, values: readonly Choice[]): boolean =>
  values.every(({ id }) => new RegExp(pattern).test(id));

/** `x-enum-labels` says what people call each value. */
const chosenFrom = (values: readonly Choice[], isNullable: boolean): Schema => ({
  enum: [...values.map(({ id }) => id), ...(isNullable ? [null] : [])],
  'x-enum-labels': Object.fromEntries(values.map(({ id, label }) => [id, label])),
});

function withChoicesInQuery(
  methods: Readonly<Record<string, DescribedOperation>>,
  choices: Choices,
): Record<string, DescribedOperation> {
  return Object.fromEntries(
    Object.entries(methods).map(([method, operation]) => {
      const { parameters } = operation;
      if (!parameters) return [method, operation];
      return [method, { ...operation, parameters: parameters.map((one) => narrowedParameter(one, choices)) }];
    }),
  );
}

function narrowedParameter(parameter: Parameter, choices: Choices): Parameter {
  const values = choices[parameter.name ?? ''];
  if (!values || values.length === 0) return parameter;
  return { ...parameter, schema: { type: 'string', ...chosenFrom(values, false) } };
}

/** The schemas of a kind of record that name custom fields, with those that there are. */
function customSchemas(
  schemas: Readonly<Record<string, Schema>>,
  name: string,
  fields: readonly DescribedField[],
): Record<string, Schema> {
  const changed = (known: string, change: (schema: Schema) => Schema): [string, Schema][] =>
    schemas[known] ? [[known, change(schemas[known])]] : [];
  const asked = fields.flatMap(({ key, condition }) => (condition ? [[key, condition] as const] : []));
  const paths = fields.map(({ key }) => `custom_fields.${key}`);
  const sorts = fields.filter(({ isSortable }) => isSortable).map(({ key }) => `custom_fields.${key}`);
  const keys = fields.filter(({ isUnique }) => isUnique).map(({ key }) => `custom_fields.${key}`);
  return Object.fromEntries([
    ...[`Create${name}`, `Update${name}`].flatMap((known) =>
      changed(known, (schema) => withCustomFields(schema, valueSchemas(fields), true)),
    ),
    ...[name, `${name}Part`].flatMap((known) =>
      changed(known, (schema) => withCustomFields(schema, valueSchemas(fields), false)),
    ),
    ...changed(`${name}Filter`, (schema) => withCustomFields(schema, Object.fromEntries(asked), false)),
    ...changed(`${name}Field`, (schema) => withPaths(schema, paths)),
    ...changed(`${name}Sort`, (schema) => withPaths(schema, [...sorts, ...sorts.map((sort) => `-${sort}`)])),
    ...changed(`${name}Key`, (schema) => withKeys(schema, keys)),
  ]);
}

const valueSchemas = (fields: readonly DescribedField[]): Record<string, Schema> =>
  Object.fromEntries(
    fields.map(({ key, label, schema, labels }) => [
      key,
      { ...schema, title: label, ...(Object.keys(labels).length > 0 && { 'x-enum-labels': labels }) },
    ]),
  );

/** The member that holds custom fields, with those that there are: in answers all of them are there. */
function withCustomFields(schema: Schema, properties: Record<string, Schema>, isInput: boolean): Schema {
  const known = propertiesOf(schema).custom_fields;
  if (!known) return schema;
  const { type, description } = known;
  const all = { type, description, additionalProperties: false, properties };
  const required = isInput || !isAnswer(schema) ? {} : { required: Object.keys(properties) };
  return { ...schema, properties: { ...propertiesOf(schema), custom_fields: { ...all, ...required } } };
}

/** A whole record says that its custom fields are there. */
const isAnswer = ({ required }: Schema): boolean =>
  Array.isArray(required) && required.includes('custom_fields');

/** A choice of words that any custom field may be among becomes one of those that there are. */
function withPaths(schema: Schema, paths: readonly string[]): Schema {
  const [known] = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : [];
  const words = Array.isArray(known?.enum) ? (known.enum as string[]) : null;
  return words ? { type: 'string', enum: [...words, ...paths] } : schema;
}

function withKeys(schema: Schema, keys: readonly string[]): Schema {
  const { field } = propertiesOf(schema);
  if (!field) return schema;
  const own = { type: 'string', enum: ['external_id', ...keys], description: field.description };
  return { ...schema, properties: { ...propertiesOf(schema), field: own } };
}
