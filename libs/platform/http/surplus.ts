import { type Dto, type FieldSpec, fieldsOf } from './fields/field-spec';

/** Something in an input that its contract has no place for. */
export interface Surplus {
  readonly path: string[];
  readonly code: 'unknown_field' | 'too_many' | 'wrong_type';
  readonly detail: string;
}

/**
 * What of an input its contract declares, and what it has beyond that. Comes before every other check: those cannot
 * tell a field from what each object inherits (`constructor`, `toString` …), and would look at every item of a list that is far too long.
 */
export function onlyDeclared(dto: Dto, input: object): { kept: object; surplus: Surplus[] } {
  if (isDeclared(dto, input as Values)) return { kept: input, surplus: [] };
  const surplus: Surplus[] = [];
  return { kept: keep(dto, input, [], surplus), surplus };
}

type Values = Record<string, unknown>;

/** Whether an input has nothing beyond its contract; nearly all are so, and need no copy. */
function isDeclared(dto: Dto, input: Values): boolean {
  const fields = fieldsByName(dto);
  for (const name in input) {
    const spec = fields.get(name);
    if (!spec || !isDeclaredValue(spec, input[name])) return false;
  }
  return true;
}

function isDeclaredValue({ nested, list, schema }: FieldSpec, value: unknown): boolean {
  if (!nested || value === null) return true;
  if (!list) return isObject(value) && isDeclared(nested, value as Values);
  if (listFault(value, schema.maxItems)) return false;
  return (value as unknown[]).every((item) => isObject(item) && isDeclared(nested, item as Values));
}

function keep(dto: Dto, input: object, path: string[], surplus: Surplus[]): object {
  const fields = fieldsByName(dto);
  const kept: Values = {};
  for (const [name, value] of Object.entries(input)) {
    const spec = fields.get(name);
    const here = [...path, name];
    if (spec) kept[name] = keepValue(spec, value, here, surplus);
    else surplus.push({ path: here, code: 'unknown_field', detail: `There is no field "${name}" here` });
  }
  return kept;
}

function keepValue(
  { nested, list, schema }: FieldSpec,
  value: unknown,
  path: string[],
  surplus: Surplus[],
): unknown {
  if (!nested || value === null) return value;
  if (!list) return isObject(value) ? keep(nested, value, path, surplus) : value;
  const wrong = listFault(value, schema.maxItems);
  if (wrong) {
    surplus.push({ path, ...wrong });
    return [];
  }
  const items = value as unknown[];
  const kept = items.map((item, at) => {
    const here = [...path, String(at)];
    if (isObject(item)) return keep(nested, item, here, surplus);
    surplus.push({ path: here, code: 'wrong_type', detail: 'This item must be an object' });
    return null;
  });
  return kept.includes(null) ? [] : kept;
}

function listFault(value: unknown, max: unknown): Omit<Surplus, 'path'> | null {
  if (!Array.isArray(value)) return { code: 'wrong_type', detail: 'This must be a list' };
  if (typeof max !== 'number' || value.length <= max) return null;
  return { code: 'too_many', detail: `There may be at most ${max} items here` };
}

const known = new WeakMap<Dto, ReadonlyMap<string, FieldSpec>>();

function fieldsByName(dto: Dto): ReadonlyMap<string, FieldSpec> {
  const found = known.get(dto);
  if (found) return found;
  const fields = new Map(fieldsOf(dto).map((spec) => [spec.name, spec]));
  known.set(dto, fields);
  return fields;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
