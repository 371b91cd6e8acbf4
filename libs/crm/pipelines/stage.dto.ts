import { recordAnswer } from '@crm/records';
import {
  ChoiceField,
  changesOf,
  IdField,
  IdsField,
  IntegerField,
  TextField,
  TextListField,
} from '@platform/http';

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
    description:
      'The order in the pipeline; unless told, behind the stages on the way, and a failure behind all.',
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
  @IntegerField({
    min: 1,
    max: 3650,
    optional: true,
    example: 14,
    description:
      'After so many days here a record counts as stale: a hint for people, nothing happens by itself.',
  })
  stale_after_days?: number | null;
  @TextListField({
    max: 50,
    optional: true,
    example: ['amount'],
    description:
      'The fields that must be filled in from here on, by their paths: here and in every later stage up to success; in a failure stage here alone.',
  })
  required_fields?: string[] | null;
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
  @TextField({
    nullable: true,
    max: 50,
    example: null,
    description:
      'Which of the stages that new pipelines start with this is, whatever its name and language; null for one that was added.',
  })
  default_key: string | null;
}

/** The order that somebody wants. */
export class StageOrderDto {
  @IdsField('stage', {
    max: 200,
    description:
      'They change places with one another only. The initial stage is first, success comes after all regular stages, and failure last.',
  })
  stage_ids: string[];
}

/** Where the records go that stand in a stage which is to be deleted. */
export class DeleteStageQueryDto {
  @IdField('stage', {
    optional: true,
    description:
      'Another stage of the pipeline and of the same group: the records that stand here go there first, each as with a change of its own, 2000 at most.',
  })
  replace_with?: string;
}
