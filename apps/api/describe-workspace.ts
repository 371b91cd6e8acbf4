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

/** A field that a workspace has given to a kind of record. */
export interface CustomField {
  readonly name: string;
  readonly label: string;
  /** Of its values; null is added in requests and answers. */
  readonly schema: Schema;
}

/** What one kind of record has in a workspace and nowhere else. */
export interface OwnRecords {
  /** In the plural, as in addresses: `leads`. */
  readonly plural: string;
  /** As in the names of schemas: `Lead`. */
  readonly name: string;
  /** By field: `stage_id`. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>;
  readonly customFields?: readonly CustomField[];
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
    for (const known of [`Create${name}`, `Update${name}`, name, `${name}Part`]) {
      if (schemas[known]) schemas[known] = withCustomFields(schemas[known], customFields);
    }
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

function withCustomFields(schema: Schema, fields: readonly CustomField[]): Schema {
  if (fields.length === 0) return schema;
  const properties = Object.fromEntries(
    fields.map(({ name, label, schema: value }) => [
      name,
      { anyOf: [value, { type: 'null' }], title: label },
    ]),
  );
  const custom = { type: 'object', additionalProperties: false, properties };
  return { ...schema, properties: { ...propertiesOf(schema), custom_fields: custom } };
}
