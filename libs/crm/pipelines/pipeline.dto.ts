import { recordAnswer } from '@crm/records';
import { BooleanField, ChoiceField, changesOf, IntegerField, TextField } from '@platform/http';

/** The kinds of record that move through pipelines. */
export const STAGED_OBJECTS = ['deal', 'lead'] as const;
export type StagedObject = (typeof STAGED_OBJECTS)[number];

class PipelineFields {
  @TextField({ max: 100, example: 'Direct sales' }) name: string;
  @IntegerField({ min: 0, max: 10_000, optional: true, example: 10, description: 'The order in lists.' })
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
