import {
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  leaveOpen,
  ObjectField,
  PageQueryDto,
  ProblemDto,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';
import { exampleId } from '@platform/ids';

const PAYLOAD = { type: 'object', additionalProperties: true } as const;
const EXAMPLE = { lead: { email: 'ada@example.com' } };
const RESULTS = ['created', 'updated', 'unchanged', 'attached'];

/** Whatever a service posts. */
export class IncomingPayloadDto {
  @TextField({ optional: true, max: 1000, example: 'ada@example.com' }) email?: string | null;
}

leaveOpen(IncomingPayloadDto);

/** What became of a payload. */
export class IncomingReceiptDto {
  @TextField({ example: exampleId('lead'), description: 'The record that was made or changed.' }) id: string;
  @ChoiceField(RESULTS) result: string;
  @IdField('incoming_capture', { description: 'The payload as it is kept.' }) capture_id: string;
  @TextListField({
    max: 50,
    example: [],
    description: 'The records that it may be the same as, when a rule for duplicates suggests any.',
  })
  duplicate_ids: string[];
}

/** A payload as it came, without the secret in it. */
export class IncomingCaptureDto {
  @IdField('incoming_capture') id: string;
  @IdField('incoming_url') url_id: string;
  @TimeField() received_at: string;
  @ChoiceField(['done', 'failed']) state: string;
  @JsonField(PAYLOAD, { example: EXAMPLE }) payload: unknown;
  @TextField({ nullable: true, example: exampleId('lead'), description: 'What was made or changed.' })
  record_id: string | null;
  @ChoiceField(RESULTS, { nullable: true }) result: string | null;
  @ObjectField(ProblemDto, { nullable: true, example: null }) problem: ProblemDto | null;
  @IntegerField({
    min: 1,
    max: 2_147_483_647,
    example: 1,
    description: 'How often something was to be made of it.',
  })
  attempts: number;
  @TextField({ example: exampleId('request') }) request_id: string;
}

/** What lists of captures take. */
export class CaptureQueryDto extends PageQueryDto {
  @ChoiceField(['done', 'failed'], { optional: true, description: 'Only those in this state.' })
  state?: string;
}

/** A payload to be tried: one of its own, or one that came. */
export class TryIncomingDto {
  @JsonField(PAYLOAD, { optional: true, example: EXAMPLE }) payload?: unknown;
  @IdField('incoming_capture', { optional: true, example: null }) capture_id?: string | null;
}

/** What would become of a payload. */
export class IncomingTrialDto {
  @JsonField(PAYLOAD, {
    example: { emails: [{ value: 'ada@example.com' }] },
    description: 'The fields that were made of it.',
  })
  fields: unknown;
  @ChoiceField(RESULTS, { nullable: true, description: 'What would happen; null when it would be refused.' })
  result: string | null;
  @ObjectField(ProblemDto, { nullable: true, example: null, description: 'Why it would be refused.' })
  problem: ProblemDto | null;
}
