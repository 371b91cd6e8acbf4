import { recordAnswer } from '@crm/records';
import { BooleanField, ChoiceField, changesOf, check, field, IntegerField, TextField } from '@platform/http';
import { exampleId, idPattern, toUuid } from '@platform/ids';

/** The kinds of record that move through pipelines. */
export const STAGED_OBJECTS = ['deal', 'lead'] as const;
export type StagedObject = (typeof STAGED_OBJECTS)[number];

class PipelineFields {
  @TextField({ max: 100, example: 'Direct sales' }) name: string;
  @IntegerField({
    min: 0,
    max: 10_000,
    optional: true,
    example: 10,
    description: 'The order in lists; last unless told.',
  })
  position?: number | null;
}

export class CreatePipelineDto extends PipelineFields {
  @ChoiceField(STAGED_OBJECTS) object: StagedObject;
}

export class UpdatePipelineDto extends changesOf(PipelineFields) {}

export class PipelineDto extends recordAnswer('pipeline', CreatePipelineDto) {
  @BooleanField({ example: false, description: 'Whether new records of its object come here unless told.' })
  is_default: boolean;
}

const PlaceField = (options: { description: string }) =>
  field(
    'place',
    { type: 'string', pattern: `${idPattern('pipeline')}|${idPattern('stage')}` },
    [
      check(
        'isPlace',
        'must be the id of a pipeline (pipe_…) or of a stage (stag_…)',
        (value) =>
          typeof value === 'string' && (toUuid('pipeline', value) ?? toUuid('stage', value)) !== null,
      ),
    ],
    { ...options, optional: true, example: exampleId('pipeline') },
  );

/** Where the records go that stand in a pipeline which is to be deleted. */
export class DeletePipelineQueryDto {
  @PlaceField({
    description:
      'Another pipeline, or one of its open stages: the open records go there first, to the initial stage unless one is named; those that are won or lost go to its success stage or its first failure stage. 2000 of each at most.',
  })
  replace_with?: string;
}
