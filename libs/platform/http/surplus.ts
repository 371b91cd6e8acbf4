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
  const surplus: Surplus[] = [];
  return { kept: keep(dto, input, [], surplus), surplus };
}

type Values = Record<string, unknown>;

function keep(dto: Dto, input: object, path: string[], surplus: Surplus[]): object {
  const fields = new Map(fieldsOf(dto).map((spec) => [spec.name, spec]));
  const kept: Values = {};
  for (const [name, value] of Object.entries(input)) {
    const spec = fields.get(name);
    const here = [...path, name];
    if (spec) kept[name] = spec.nested ? inside(spec, spec.nested, value, here, surplus) : value;
    else surplus.push({ path: here, code: 'unknown_field', detail: `There is no field "${name}" here` });
  }
  return kept;
}

