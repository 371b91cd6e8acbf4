import { comparedFields, MATCHED_OBJECTS, MATCHER_NAMES, NORMALIZER_NAMES } from '@crm/matching';
import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  check,
  field,
  IntegerField,
  ListField,
  TextField,
} from '@platform/http';

/** A share, from 0 to 1. */
export const ShareField = (
  description: string,
  { optional = false, example = 0.85 } = {},
): PropertyDecorator =>
  field(
    'share',
    { type: 'number', minimum: 0, maximum: 1, description },
    [
      check(
        'isShare',
        'must be a number from 0 to 1',
        (value) => typeof value === 'number' && value >= 0 && value <= 1,
      ),
    ],
    { example, optional },
  );

const FIELDS = [
  ...new Set(MATCHED_OBJECTS.flatMap((object) => comparedFields(object).map(({ name }) => name))),
].sort();

/** What becomes of a record that somebody saves and that a rule takes for one that is there. */
export const ON_SAVE = ['allow', 'warn', 'block'] as const;
export type OnSave = (typeof ON_SAVE)[number];

/** The same of one that comes in by itself. */
export const ON_INTAKE = ['create', 'suggest', 'attach'] as const;
export type OnIntake = (typeof ON_INTAKE)[number];

/** One comparison of a rule. */
export class DuplicateConditionDto {
  @ChoiceField(FIELDS, {
    example: 'emails',
    description: 'What is compared; see the guide for what each object has.',
  })
  field: string;
  @ChoiceField(NORMALIZER_NAMES, {
    example: 'email_mailbox',
    description: 'How values are made comparable before; see the guide for what each field takes.',
  })
  normalizer: string;
  @ChoiceField(MATCHER_NAMES, { example: 'exact', description: 'How alike two values are.' }) matcher: string;
  @IntegerField({
    min: 1,
    max: 100,
    example: 3,
    description: 'How much it counts beside the other conditions.',
  })
  weight: number;
  @ShareField('What is less alike counts as not alike at all.', { example: 1 }) threshold: number;
  @BooleanField({
    example: true,
    description:
      'Whether both records must have the field and be alike in it. Otherwise a field that is empty in one of them says nothing.',
  })
  required: boolean;
}

class DuplicateRuleFields {
  @TextField({ max: 100, example: 'Same email address, and no other name' }) name: string;
  @IntegerField({
    min: 1,
    max: 1_000_000,
    optional: true,
    example: 10,
    description: 'The order of rules: of two that give one score, the first is told. 1000 unless told.',
  })
  position?: number | null;
  @BooleanField({ optional: true, example: true, description: 'Whether it is used; true unless told.' })
  active?: boolean | null;
  @ShareField('The score from which two records are told to be duplicates.', { example: 0.8 })
  threshold: number;
  @ChoiceField(ON_SAVE, {
    optional: true,
    filled: true,
    example: 'warn',
    description:
      'What happens when somebody creates or changes a record so that the rule takes it for another one: nothing (`allow`, unless told), the answer names the other (`warn`), or it is not saved (`block`: 409 `duplicates_found`).',
  })
  on_save?: OnSave | null;
  @ChoiceField(ON_INTAKE, {
    optional: true,
    filled: true,
    example: 'attach',
    description:
      'What happens when a form or an incoming URL brings a record that the rule takes for another one: it is created (`create`, unless told), also told of as a possible duplicate (`suggest`), or it goes to the record that is there (`attach`).',
  })
  on_intake?: OnIntake | null;
  @ListField(DuplicateConditionDto, { kind: 'duplicate_conditions', max: 10 })
  conditions: DuplicateConditionDto[];
}

export class CreateDuplicateRuleDto extends DuplicateRuleFields {
  @ChoiceField(MATCHED_OBJECTS, { example: 'contact', description: 'The kind of record that is compared.' })
  object: string;
}

export class UpdateDuplicateRuleDto extends changesOf(DuplicateRuleFields) {}

export class DuplicateRuleDto extends recordAnswer('duplicate_rule', CreateDuplicateRuleDto) {}
