import { OwnedFields } from '@crm/contact-details';
import { LinksField, type RecordLinkAnswerDto } from '@crm/record-links';
import { recordAnswer } from '@crm/records';
import { BooleanField, ChoiceField, changesOf, IntegerField, TextField, TimeField } from '@platform/http';

export const ACTIVITY_TYPES = ['call', 'email', 'meeting', 'task'] as const;

export class CreateActivityDto extends OwnedFields {
  @ChoiceField(ACTIVITY_TYPES) type: (typeof ACTIVITY_TYPES)[number];
  @TextField({ example: 'Call back about the delivery date' }) subject: string;
  @TextField({ optional: true, max: 20_000, example: null }) description?: string | null;
  @ChoiceField(['incoming', 'outgoing'], { optional: true, description: 'Of calls and emails.' })
  direction?: 'incoming' | 'outgoing' | null;
  @TimeField({
    optional: true,
    description: 'Until when it is to be done; of a meeting its end, unless told.',
  })
  due_at?: string | null;
  @TimeField({ optional: true, example: null, description: 'Of meetings.' }) starts_at?: string | null;
  @TimeField({ optional: true, example: null, description: 'Of meetings.' }) ends_at?: string | null;
  @BooleanField({
    optional: true,
    example: false,
    description: 'Set it to complete the activity, unset it to reopen it.',
  })
  done?: boolean | null;
  @TimeField({ optional: true, example: null, description: 'When it was done: now, unless told.' }) done_at?:
    | string
    | null;
  @TextField({ optional: true, max: 5000, example: null, description: 'What came of it.' }) outcome?:
    | string
    | null;
  @ChoiceField(['low', 'normal', 'high'], { optional: true, example: 'normal' }) priority?:
    | 'low'
    | 'normal'
    | 'high'
    | null;
  @IntegerField({ min: 0, max: 604_800, optional: true, example: null, description: 'Of calls.' })
  duration_seconds?: number | null;
  @LinksField('activity') links?: RecordLinkAnswerDto[] | null;
}

export class UpdateActivityDto extends changesOf(CreateActivityDto) {}

export class ActivityDto extends recordAnswer('activity', CreateActivityDto) {}
