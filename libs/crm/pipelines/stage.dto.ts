import { recordAnswer } from '@crm/records';
import { ChoiceField, changesOf, IdField, IntegerField, TextField } from '@platform/http';

export const STAGE_KINDS = ['initial', 'regular', 'success', 'failure'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

export const STAGE_GROUPS = ['open', 'won', 'lost'] as const;
export type StageGroup = (typeof STAGE_GROUPS)[number];

class StageFields {
  @TextField({ max: 100, example: 'Proposal sent' }) name: string;
  @TextField({ optional: true, min: 7, max: 7, pattern: /^#[0-9A-F]{6}$/, example: '#2FC6F6' }) color?:
    | string
    | null;
  @IntegerField({
    min: 0,
    max: 10_000,
    optional: true,
    example: 30,
    description: 'The order in the pipeline.',
  })
  position?: number | null;
  @IntegerField({
    min: 0,
    max: 100,
    optional: true,
    example: 50,
    description: 'Percent, given to deals that come here.',
  })
  probability?: number | null;
}

export class CreateStageDto extends StageFields {
  @ChoiceField(['regular', 'failure'], {
    optional: true,
    description: 'A pipeline has one initial and one success stage from the start; `regular` unless told.',
  })
  kind?: string | null;
}

export class UpdateStageDto extends changesOf(StageFields) {}

export class StageDto extends recordAnswer('stage', StageFields) {
  @IdField('pipeline') pipeline_id: string;
  @ChoiceField(STAGE_KINDS, { example: 'regular' }) kind: StageKind;
  @ChoiceField(STAGE_GROUPS, { description: 'Whether records here are in progress, won or lost.' })
  group: StageGroup;
}
