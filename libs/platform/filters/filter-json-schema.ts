import { idPattern } from '@platform/ids';

import type { FilterField, FilterSchema, ScalarField, ValueType } from './filter-schema';
import { type Operator, operatorsOf } from './operators';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of a filter; `nameOf` says under which name the filter of a linked kind of record stands. */
export function filterJsonSchema(
  name: string,
  schema: FilterSchema,
  nameOf: (schema: FilterSchema) => string,
): JsonSchema {
  const self = reference(name);
  const links = Object.entries(schema.links ?? {}).map(([link, { to }]) => [
    link,
    { anyOf: [reference(nameOf(to())), IS_NULL, { type: 'null' }] },
  ]);
  const groups = Object.entries(schema.groups ?? {}).map(([group, fields]) => [
    group,
    { type: 'object', additionalProperties: false, properties: filterConditions(fields) },
  ]);
  return {
    type: 'object',
    additionalProperties: false,
    description: 'All conditions must hold; see the guide to filters.',
    properties: {
      and: { type: 'array', minItems: 1, items: self },
      or: { type: 'array', minItems: 1, items: self },
      not: self,
      ...(schema.segments && { segment: SEGMENT }),
      ...(schema.search && { search: { type: 'string', description: 'Words that the record must have.' } }),
      ...filterConditions(schema.fields),
      ...(Object.fromEntries(groups) as JsonSchema),
      ...(Object.fromEntries(links) as JsonSchema),
    },
  };
}

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const SEGMENT: JsonSchema = {
  type: 'string',
  pattern: idPattern('segment'),
  description: 'The id of a segment: its filter must hold, too.',
};

const IS_NULL: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['is_null'],
  properties: { is_null: { type: 'boolean' } },
};

/** What may be asked of each of some fields. */
export const filterConditions = (fields: Readonly<Record<string, FilterField>>): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, condition(field)]));

/** What may be asked of a value of a plain type is written out once. */
function condition(field: FilterField): JsonSchema {
  if (field.list) return reference(CONDITION_NAMES.list);
  if (field.currency) return reference(CONDITION_NAMES.money);
  if (field.choices || field.idKind) return whole(valueSchema(field), operatorsOf(field));
  return reference(CONDITION_NAMES[field.type]);
}

const CONDITION_NAMES: Readonly<Record<ValueType | 'list' | 'money', string>> = {
  text: 'TextCondition',
  word: 'WordCondition',
  boolean: 'BooleanCondition',
  integer: 'IntegerCondition',
  decimal: 'DecimalCondition',
  date: 'DateCondition',
  time: 'TimeCondition',
  id: 'WordCondition',
  list: 'ListCondition',
  money: 'MoneyCondition',
};

/** The schemas that filters refer to, by name. */
export function conditionSchemas(): Record<string, JsonSchema> {
  const types = Object.keys(VALUES) as ValueType[];
  return {
    ListCondition: whole(null, operatorsOf({ list: true })),
    MoneyCondition: whole(VALUES.decimal, operatorsOf({ type: 'decimal' }), {
      currency: reference(CONDITION_NAMES.word),
    }),
    ...Object.fromEntries(
      types
        .filter((type) => type !== 'id')
        .map((type) => [CONDITION_NAMES[type], whole(VALUES[type], operatorsOf({ type }))]),
    ),
  };
}

/** A bare value, unless the field is a list, or operators that must all hold; null asks for no value. */
function whole(value: JsonSchema | null, names: readonly Operator[], more: JsonSchema = {}): JsonSchema {
  const operators = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      ...(Object.fromEntries(names.map((name) => [name, operand(name, value ?? VALUES.text)])) as JsonSchema),
      ...more,
    },
  };
  return { anyOf: [...(value ? [value] : []), operators, { type: 'null' }] };
}

function operand(operator: Operator, value: JsonSchema): JsonSchema {
  if (operator === 'is_null') return { type: 'boolean' };
  if (operator === 'in' || operator === 'nin') return { type: 'array', items: value };
  if (operator === 'between') return { type: 'array', minItems: 2, maxItems: 2, items: value };
  return operator === 'eq' || operator === 'ne' ? { anyOf: [value, { type: 'null' }] } : value;
}

const VALUES: Readonly<Record<ValueType, JsonSchema>> = {
  text: { type: 'string' },
  word: { type: 'string' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  decimal: { type: ['string', 'number'] },
  date: { type: 'string' },
  time: { type: 'string' },
  id: { type: 'string' },
};

function valueSchema({ type, choices, idKind }: ScalarField): JsonSchema {
  if (choices) return { type: 'string', enum: [...choices] };
  if (!idKind) return VALUES[type];
  const pattern = idPattern(idKind);
  return idKind === 'member' ? { type: 'string', pattern: `${pattern}|^me$` } : { type: 'string', pattern };
}
