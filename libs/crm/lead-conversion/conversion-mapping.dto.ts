import { ChoiceField, IdField, IntegerField, ListField, TextField, TimeField } from '@platform/http';

import { PARTS } from './parts';

const PATH = { max: 120, pattern: /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/ };

/** From which field of a lead a field of what it becomes is taken. */
export class FieldPairDto {
  @TextField({
    ...PATH,
    nullable: true,
    example: 'utm.campaign',
    description: 'The field of the lead; null leaves the other one empty.',
  })
  from: string | null;

  @ChoiceField(PARTS, { example: 'deal' }) object: string;
  @TextField({ ...PATH, example: 'source_description', description: 'The field of the record that is made.' })
  to: string;
}

const MAX_PAIRS = 200;

export class PutLeadConversionMappingDto {
  @ListField(FieldPairDto, {
    max: MAX_PAIRS,
    example: [{ from: 'utm.campaign', object: 'deal', to: 'source_description' }],
    description: 'In place of the default for the same field, or beside the defaults.',
  })
  pairs: FieldPairDto[];
}

export class LeadConversionMappingDto extends PutLeadConversionMappingDto {
  @IdField('workspace', { description: 'The workspace, which has one such mapping.' }) id: string;
  @IntegerField({ min: 0, max: 2_147_483_647, example: 1, description: '0 while nobody has set it.' })
  version: number;
  @ListField(FieldPairDto, {
    max: MAX_PAIRS,
    example: [{ from: 'title', object: 'deal', to: 'title' }],
    description:
      'What is taken over unless `pairs` says otherwise. A company has the lead’s phones, emails, messengers, address and comment as well when no contact is made.',
  })
  defaults: FieldPairDto[];
  @TimeField({ nullable: true }) updated_at: string | null;
}
