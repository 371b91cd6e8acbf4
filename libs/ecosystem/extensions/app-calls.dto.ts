import { ChoiceField, IntegerField, PageQueryDto, TextField, TimeField } from '@platform/http';

import { CALL_OUTCOMES, type CallOutcome } from './app-call.entity';

/** What lists of calls take. */
export class AppCallQueryDto extends PageQueryDto {
  @ChoiceField(CALL_OUTCOMES, { optional: true, example: 'unanswered' }) outcome?: CallOutcome;
}

/** One question to an app that checks writes. */
export class AppCallDto {
  @TextField({ max: 60, example: 'deal.form.before_save', description: 'Why it was asked.' }) slot: string;
  @ChoiceField(CALL_OUTCOMES, {
    description: 'Whether anything spoke against the drafts, or there was no usable answer.',
  })
  outcome: CallOutcome;
  @IntegerField({
    nullable: true,
    min: 100,
    max: 999,
    example: 200,
    description: 'The HTTP status, if one came.',
  })
  status: number | null;
  @TextField({ nullable: true, max: 60, example: null, description: 'Why there was no usable answer.' })
  error: string | null;
  @IntegerField({ min: 0, max: 600_000, example: 84 }) duration_ms: number;
  @IntegerField({ min: 0, max: 100, example: 1, description: 'How many records it was shown.' })
  drafts: number;
  @IntegerField({ min: 0, max: 100, example: 0, description: 'How many of them it refused, or blocks.' })
  refused: number;
  @TextField({ example: 'req_01jc6nryhyf7ma7w0bdgeprfb0', description: 'The request that it held up.' })
  request_id: string;
  @TimeField() created_at: string;
}
