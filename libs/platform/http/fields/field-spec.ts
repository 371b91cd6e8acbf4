import { Type as Instance } from 'class-transformer';
import { IsArray, IsDefined, IsObject, ValidateIf, ValidateNested } from 'class-validator';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A contract: a class whose fields are declared. */
export type Dto = new () => object;

/** What every field of a contract says of itself. */
export interface FieldSpec {
  readonly name: string;
  /** What the value means to the engine and to clients: `text`, `money`, `id` … */
  readonly kind: string;
  /** The schema of a value that is present and not null. */
  readonly schema: JsonSchema;
  readonly checks: readonly PropertyDecorator[];
  readonly required: boolean;
  readonly nullable: boolean;
  /** Answered but never accepted. */
  readonly readOnly: boolean;
  readonly description?: string;
  readonly example?: unknown;
  /** The class of an object, or of each item of a list. */
  readonly nested?: Dto;
  readonly list?: boolean;
  /** Whether nobody may read the value later: the log of requests leaves it out. */
  readonly secret?: boolean;
  /** What a text says as JSON: how query strings carry objects. */
  readonly says?: JsonSchema;
  /** The form of this field in answers where it differs from the one in requests. */
  readonly answered?: Partial<FieldSpec>;
}

/** What the author of a contract may say of one field. */
export interface FieldOptions {
  /** May be left out, and emptied with null. */
  optional?: boolean;
  /** May be null, and is never left out: for answers. */
  nullable?: boolean;
  /** Has a value whatever the request leaves out or empties: never null in answers. */
  filled?: boolean;
  /** Is or holds a credential, under whatever name: never kept beside the request. */
  secret?: boolean;
  description?: string;
  example?: unknown;
}

const specs = new WeakMap<object, Map<string, FieldSpec>>();

/** The fields that a contract declares, in order, those of its parents first. */
export function fieldsOf(dto: Dto): FieldSpec[] {
  const found = new Map<string, FieldSpec>();
  for (const prototype of lineage(dto.prototype as object)) {
    for (const [name, spec] of specs.get(prototype) ?? []) found.set(name, spec);
  }
  return [...found.values()];
}

/** Declares a field: from here its contract, its check and its visibility follow. */
export const field =
  (
    kind: string,
    schema: JsonSchema,
    checks: readonly PropertyDecorator[],
    options: FieldOptions & Pick<Partial<FieldSpec>, 'nested' | 'list' | 'says' | 'answered'> = {},
  ): PropertyDecorator =>
  (target, key) => {
    const { optional = false, nullable = optional, filled = false, ...rest } = options;
    declare(target, {
      kind,
      schema,
      checks,
      readOnly: false,
      ...rest,
      ...(filled && { answered: { ...rest.answered, nullable: false } }),
      name: String(key),
      required: !optional,
      nullable,
    });
  };

/** Puts a finished spec on a class, with the checks that it asks for. */
export function declare(target: object, spec: FieldSpec): void {
  const own = specs.get(target) ?? new Map<string, FieldSpec>();
  own.set(spec.name, spec);
  specs.set(target, own);
  for (const check of [presence(spec), ...shape(spec), ...spec.checks]) check(target, spec.name);
}

/** Absent and null are judged before any other check, and what they skip is skipped whole. */
function presence({ required, nullable, name }: FieldSpec): PropertyDecorator {
  if (required && !nullable) return IsDefined({ message: `${name} is required` });
  return ValidateIf((_, value) => value !== undefined && !(nullable && value === null));
}

function shape({ nested, list }: FieldSpec): PropertyDecorator[] {
  if (!nested) return [];
  return [
    Instance(() => nested),
    ...(list ? [IsArray()] : [IsObject()]),
    ValidateNested({ each: list === true }),
  ];
}

function lineage(prototype: object): object[] {
  const chain: object[] = [];
  for (
    let at: object | null = prototype;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    chain.unshift(at);
  }
  return chain;
}
