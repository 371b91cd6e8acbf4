import { getMetadataStorage, type ValidationArguments } from 'class-validator';

import { type Dto, type FieldSpec, fieldsOf } from './fields/field-spec';

type Values = Record<string, unknown>;

/**
 * Whether class-validator would find nothing to say against an input that holds only declared fields. It runs the same
 * rules in the same order, but collects them once per contract instead of once per object, and words no messages.
 */
export const isFaultless = (dto: Dto, input: object): boolean =>
  rulesOf(dto).every((rule) => rule(input as Values));

type Rule = (input: Values) => boolean;

const known = new WeakMap<Dto, Rule[]>();

function rulesOf(dto: Dto): Rule[] {
  const found = known.get(dto);
  if (found) return found;
  const rules = fieldsOf(dto).map((spec) => ruleOf(dto, spec));
  known.set(dto, rules);
  return rules;
}

function ruleOf(dto: Dto, { name, nested, list }: FieldSpec): Rule {
  const { conditions, checks } = metadataOf(dto, name);
  const inner = !nested || ((value: unknown) => isFaultlessInside(nested, list === true, value));
  return (input) => {
    const value = input[name];
    if (!conditions.every((applies) => applies(input, value))) return true;
    return checks.every((check) => check(input, value)) && (inner === true || inner(value));
  };
}

const isFaultlessInside = (nested: Dto, list: boolean, value: unknown): boolean =>
  list
    ? (value as object[]).every((item) => isFaultless(nested, item))
    : isFaultless(nested, value as object);

type Check = (object: object, value: unknown) => boolean;

/** What class-validator's decorators left for one field: when it is looked at, and what must hold then. */
function metadataOf(dto: Dto, name: string): { conditions: Check[]; checks: Check[] } {
  const storage = getMetadataStorage();
  const all = storage
    .getTargetValidationMetadatas(dto, '', false, false)
    .filter(({ propertyName }) => propertyName === name);
  const conditions = all
    .filter(({ type }) => type === 'conditionalValidation')
    .map(({ constraints }) => constraints[0] as Check);
  const checks = all
    .filter(({ type }) => type === 'customValidation' || type === 'isDefined')
    .flatMap(({ constraintCls, constraints, each }) =>
      storage.getTargetValidatorConstraints(constraintCls).map(({ instance }): Check => {
        if (each) throw new Error(`A rule of ${dto.name}.${name} is for each item: say it in one rule.`);
        const { name: targetName } = dto;
        const limits = constraints as unknown[];
        return (object, value) =>
          instance.validate(value, {
            value,
            constraints: limits,
            targetName,
            object,
            property: name,
          } satisfies ValidationArguments) === true;
      }),
    );
  return { conditions, checks };
}
