import type { ListField, ScalarField, ValueType } from './filter-schema';

/** Every operator of the language: their names are reserved, no field may have one. */
export const OPERATORS = [
  'eq',
  'ne',
  'in',
  'nin',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'is_null',
  'contains',
  'starts_with',
  'has',
] as const;

export type Operator = (typeof OPERATORS)[number];

const EQUALITY: readonly Operator[] = ['eq', 'ne', 'in', 'nin', 'is_null'];
const ORDER: readonly Operator[] = [...EQUALITY, 'gt', 'gte', 'lt', 'lte', 'between'];

/** Which operators a value of each type takes. */
const TAKES: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: [...ORDER, 'contains', 'starts_with'],
  word: EQUALITY,
  boolean: ['eq', 'ne', 'is_null'],
  integer: ORDER,
  decimal: ORDER,
  date: ORDER,
  time: ORDER,
  id: EQUALITY,
};

/** Which operators a field takes. */
export const operatorsOf = (
  field: Pick<ScalarField, 'type' | 'list'> | Pick<ListField, 'list'>,
): readonly Operator[] => (field.list ? ['has', 'is_null'] : TAKES[field.type]);

/** Whether a word is an operator. */
export const isOperator = (name: string): name is Operator => (OPERATORS as readonly string[]).includes(name);
