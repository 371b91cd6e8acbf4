import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

const SUBMISSION_STATES = ['received', 'quarantined', 'mapped', 'failed'] as const;
export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/** What a visitor agreed to, or did not. */
export class GivenConsentDto {
  @BooleanField({ example: true }) given: boolean;
  @TextField({ max: 5000, example: 'I agree that my data is stored to answer my question.' }) text: string;
  @TextField({
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    example: 'a3f5c0e2b1d4968770c1e2f3a4b5c6d7e8f90123456789abcdef0123456789ab',
    description: 'SHA-256 of the text in UTF-8, in hexadecimal.',
  })
  text_sha256: string;
  @TimeField() at: string;
  @TextField({ nullable: true, max: 2000, example: 'https://www.example.com/contact' }) page: string | null;
}

/** Why a submission did not become a lead. */
export class SubmissionProblemDto {
  @TextField({ example: 'unprocessable' }) code: string;
  @TextField({ max: 2000, example: 'There is no such stage for this kind of record' }) detail: string;
}

class SubmissionFields {
  @IdField('form') form_id: string;
  @IntegerField({
    min: 1,
    max: 2_147_483_647,
    example: 1,
    description: 'Which version of the form was filled in.',
  })
  form_version: number;
  @ChoiceField(SUBMISSION_STATES, {
    example: 'mapped',
    description:
      '`received` until a worker makes a lead of it (`mapped`); `quarantined` when it looks like spam, `failed` when no lead could be made: both can be released.',
  })
  state: SubmissionState;
  @JsonField(
    { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    {
      description: 'Everything that was sent, as it came, by name.',
      example: { emails: ['ada@example.com'], comment: ['Please call me.'] },
    },
  )
  values: Readonly<Record<string, string[]>>;
  @TextField({ nullable: true, max: 2000, example: 'https://www.example.com/contact' }) page: string | null;
  @TextField({ nullable: true, max: 2000, example: 'https://www.google.com/' }) referrer: string | null;
  @JsonField(
    { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    {
      nullable: true,
      description: 'The marks of the campaign.',
      example: { source: 'google', medium: 'cpc' },
    },
  )
  utm: Readonly<Record<string, string | null>> | null;
  @ObjectField(GivenConsentDto, { nullable: true, kind: 'plain_object' }) consent: GivenConsentDto | null;
  @TextListField({
    max: 10,
    example: [],
    description:
      'Why it looks like spam: `trap` (a field that people do not see was filled), `too_quick`, `forged_start`.',
  })
  suspicions: string[];
  @ObjectField(SubmissionProblemDto, { nullable: true, kind: 'plain_object' })
  problem: SubmissionProblemDto | null;
  @IdField('lead', { nullable: true, description: 'What it became.' }) lead_id: string | null;
  @BooleanField({
    example: false,
    description:
      'Whether the lead was there before: a rule for duplicates attached it. What the lead said otherwise is a note on it.',
  })
  is_attached: boolean;
  @TextListField({
    max: 50,
    example: [],
    description: 'The leads that it may be the same as, when a rule for duplicates suggests any.',
  })
  duplicate_ids: string[];
  @TimeField({ nullable: true, description: 'When it became that.' }) mapped_at: string | null;
}

/** A submission is stored as one of these: nobody changes one over the API. */
export class NewSubmissionDto extends SubmissionFields {}

export class SubmissionDto extends recordAnswer('form_submission', SubmissionFields) {}
