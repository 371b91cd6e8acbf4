import { recordAnswer, SEGMENTED } from '@crm/records';
import { BooleanField, ChoiceField, changesOf, IntegerField, TextField } from '@platform/http';

import { KeptFilterField } from './segment-filter';

export type SegmentedObject = (typeof SEGMENTED)[number];

class SegmentFields {
  @TextField({ max: 100, example: 'Retailers of this quarter' }) name: string;
  @TextField({ optional: true, max: 1000, example: null }) description?: string | null;
  @KeptFilterField() filter: unknown;
}

export class CreateSegmentDto extends SegmentFields {
  @ChoiceField(SEGMENTED, { example: 'company', description: 'The kind of record that it is made of.' })
  object: SegmentedObject;
}

export class UpdateSegmentDto extends changesOf(SegmentFields) {}

export class SegmentDto extends recordAnswer('segment', CreateSegmentDto) {}

/** How a segment is counted. */
export class SegmentCountQueryDto {
  @ChoiceField(['exact', 'estimate'], {
    optional: true,
    example: 'estimate',
    description: '`estimate`, unless told, counts no further than 10000.',
  })
  count?: 'exact' | 'estimate';
}

/** How many records a segment has. */
export class SegmentCountDto {
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, example: 42 }) total: number;
  @BooleanField({ example: false, description: 'Whether there may be more: the estimate went no further.' })
  is_capped: boolean;
}
