import { type Comparison, EVERYTHING, type Filter, type Value } from './filter';
import { below, FILTER_LIMITS } from './filter-faults';
import type { FilterCaller, FilterField, ListField, ScalarField } from './filter-schema';
import { type Reading, readListValue, readText, readValue } from './filter-values';
import { foldText } from './fold-text';
import { isOperator, type Operator, operatorsOf } from './operators';

/** Where faults go, and for whom a condition is read. */
export interface ConditionReader {
  readonly caller: FilterCaller;
  fault(pointer: string, code: string, detail: string): Filter;
}

/** Reads what is asked of one field: a bare value, or an object of operators that must all hold. */
export function readCondition(
  field: FilterField,
  input: unknown,
  pointer: string,
  reader: ConditionReader,
): Filter {
  if (typeof input !== 'object' || input === null) return bareValue(field, input, pointer, reader);
  if (Array.isArray(input)) {
    return reader.fault(
      pointer,
      'wrong_type',
      `A list stands under an operator, such as ${field.list ? '{"has":…}' : '{"in":[…]}'}`,
    );
  }
  const entries = Object.entries(input);
  if (entries.length === 0) return reader.fault(pointer, 'empty', 'There must be an operator here');
  const of = entries.map(([name, value]) => {
    const part = partOf(field, name);
    const at = below(pointer, name);
    return part ? readCondition(part, value, at, reader) : operation(field, [name, value], at, reader);
  });
  return { kind: 'all', of };
}

/** What stands beside the operators of a field. */
const partOf = (field: FilterField, name: string): ScalarField | undefined =>
  field.list || name !== 'currency' ? undefined : field.currency;

function bareValue(field: FilterField, input: unknown, pointer: string, reader: ConditionReader): Filter {
  if (field.list) {
    return input === null
      ? { kind: 'is_empty', field }
      : reader.fault(pointer, 'wrong_operator', 'This field is a list: ask with {"has":…} or {"is_null":…}');
  }
  return equals(field, input, pointer, reader);
}

function operation(
  field: FilterField,
  [name, input]: [string, unknown],
  pointer: string,
  reader: ConditionReader,
): Filter {
  const known: string[] = [...operatorsOf(field)];
  if (partOf(field, 'currency')) known.push('currency');
  if (!isOperator(name)) {
    return reader.fault(
      pointer,
      'unknown_operator',
      `There is no operator "${name}": use ${known.join(', ')}`,
    );
  }
  if (!known.includes(name)) {
    return reader.fault(pointer, 'wrong_operator', `This field takes no ${name}: use ${known.join(', ')}`);
  }
  if (name === 'is_null') return isNull(field, input, pointer, reader);
  if (field.list) return has(field, input, pointer, reader);
  return name === 'has' ? EVERYTHING : SCALAR[name](field, input, pointer, reader);
}

function isNull(field: FilterField, input: unknown, pointer: string, reader: ConditionReader): Filter {
  if (typeof input !== 'boolean') return reader.fault(pointer, 'wrong_type', 'This must be true or false');
  const none: Filter = field.list ? { kind: 'is_empty', field } : { kind: 'is_null', field };
  return input ? none : { kind: 'not', of: none };
}

const has = (field: ListField, input: unknown, pointer: string, reader: ConditionReader): Filter =>
  taken(readListValue(field, input, reader.caller), pointer, reader, (value) => ({
    kind: 'has',
    field,
    value,
  }));

type ScalarReader = (field: ScalarField, input: unknown, pointer: string, reader: ConditionReader) => Filter;

const compare =
  (operator: Comparison): ScalarReader =>
  (field, input, pointer, reader) =>
    taken(readValue(field, input, reader.caller), pointer, reader, (value) => ({
      kind: 'compare',
      field,
      operator,
      value,
    }));

const inText =
  (operator: 'contains' | 'starts_with'): ScalarReader =>
  (field, input, pointer, reader) =>
    taken(readText(input), pointer, reader, (text) => {
      const value = foldText(text);
      return value === ''
        ? reader.fault(pointer, 'empty', 'There must be a letter to look for')
        : { kind: 'compare', field, operator, value };
    });

const equals: ScalarReader = (field, input, pointer, reader) =>
  input === null ? { kind: 'is_null', field } : compare('eq')(field, input, pointer, reader);

const within: ScalarReader = (field, input, pointer, reader) => {
  if (!Array.isArray(input)) return reader.fault(pointer, 'wrong_type', 'This must be a list of values');
  const { values: max } = FILTER_LIMITS;
  if (input.length > max)
    return reader.fault(pointer, 'list_too_long', `There may be at most ${max} values here`);
  const values: Value[] = [];
  for (const [at, item] of (input as unknown[]).entries()) {
    const reading = readValue(field, item, reader.caller);
    if ('value' in reading) values.push(reading.value);
    else reader.fault(below(pointer, at), reading.code, reading.detail);
  }
  return { kind: 'in', field, values };
};

const between: ScalarReader = (field, input, pointer, reader) => {
  if (!Array.isArray(input) || input.length !== 2) {
    return reader.fault(
      pointer,
      'wrong_type',
      'This must be a list of two values: the least and the greatest',
    );
  }
  const [least, greatest] = input as [unknown, unknown];
  return {
    kind: 'all',
    of: [
      compare('gte')(field, least, below(pointer, 0), reader),
      compare('lte')(field, greatest, below(pointer, 1), reader),
    ],
  };
};

const negated =
  (read: ScalarReader): ScalarReader =>
  (...given) => ({ kind: 'not', of: read(...given) });

const SCALAR: Readonly<Record<Exclude<Operator, 'is_null' | 'has'>, ScalarReader>> = {
  eq: equals,
  ne: negated(equals),
  in: within,
  nin: negated(within),
  gt: compare('gt'),
  gte: compare('gte'),
  lt: compare('lt'),
  lte: compare('lte'),
  between,
  contains: inText('contains'),
  starts_with: inText('starts_with'),
};

function taken<T>(
  reading: Reading<T>,
  pointer: string,
  reader: ConditionReader,
  use: (value: T) => Filter,
): Filter {
  return 'value' in reading ? use(reading.value) : reader.fault(pointer, reading.code, reading.detail);
}
