import { STAGE_GROUPS, STAGE_KINDS } from '@crm/pipelines';
import { BooleanField, ChoiceField, IdField, ListField, TextField } from '@platform/http';

/** A field that a record would need. */
class MissingFieldDto {
  @TextField({ example: 'amount', description: 'As in filters: `custom_fields.delivery_window`.' })
  path: string;
  @TextField({
    description: 'Why, for people.',
    example: 'This must be filled in from the stage "Invoice sent" on',
  })
  detail: string;
}

/** What keeps a record out of a stage beside missing fields. */
class BlockerDto {
  @TextField({ example: 'unknown_reference' }) code: string;
  @TextField({ max: 2000, example: 'There is no such stage for this kind of record' }) detail: string;
}

const STEPS = ['forward', 'back', 'closing', 'reopening', 'to_pipeline'] as const;
export type Step = (typeof STEPS)[number];

/** A stage that a record could go to. */
export class TransitionDto {
  @IdField('stage') stage_id: string;
  @IdField('pipeline') pipeline_id: string;
  @TextField({ example: 'Invoice sent' }) name: string;
  @ChoiceField(STAGE_KINDS, { example: 'regular' }) kind: string;
  @ChoiceField(STAGE_GROUPS) group: string;
  @ChoiceField(STEPS, {
    description:
      'Forward or back on the way, to an end of it (`closing`), from an end to the way again, or to the way of another pipeline.',
  })
  step: Step;
  @BooleanField({ example: false, description: 'Whether a change of `stage_id` alone would be taken now.' })
  allowed: boolean;
  @ListField(MissingFieldDto, {
    max: 100,
    description: 'What has to be filled in, before or in the same change.',
  })
  missing_fields: MissingFieldDto[];
  @ListField(BlockerDto, { max: 100, example: [], description: 'What else speaks against it.' })
  blockers: BlockerDto[];
}

/** What the list of transitions takes. */
export class TransitionsQueryDto {
  @IdField('pipeline', {
    optional: true,
    description: 'Into this pipeline; inside of its own one unless told.',
  })
  pipeline_id?: string;
}
