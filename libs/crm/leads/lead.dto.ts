import { MoneyDto, PersonFields } from '@crm/contact-details';
import { DisplayNameField, recordAnswer } from '@crm/records';
import { changesOf, IdField, ObjectField, TextField, TimeField } from '@platform/http';

export class CreateLeadDto extends PersonFields {
  @TextField({ optional: true, example: 'Question about delivery' }) title?: string | null;
  @TextField({ optional: true, example: 'Dubois SARL' }) company_name?: string | null;
  @ObjectField(MoneyDto, { kind: 'money', optional: true }) amount?: MoneyDto | null;
  @IdField('stage', { optional: true, description: 'Its status; the initial one unless told.' }) stage_id?:
    | string
    | null;
}

const MADE = { nullable: true, description: 'Null when there was none.' };

/** What a lead became, new or already there. */
export class ConvertedToDto {
  @IdField('contact', MADE) contact_id: string | null;
  @IdField('company', MADE) company_id: string | null;
  @IdField('deal', MADE) deal_id: string | null;
}

export class UpdateLeadDto extends changesOf(CreateLeadDto) {}

export class LeadDto extends recordAnswer('lead', CreateLeadDto) {
  @DisplayNameField() display_name: string | null;
  @IdField('pipeline') pipeline_id: string;
  @TimeField({ description: 'When it came to its stage.' }) stage_changed_at: string;
  @TimeField({
    nullable: true,
    example: null,
    description: 'When it was converted; since then it is read-only.',
  })
  converted_at: string | null;
  @ObjectField(ConvertedToDto, { nullable: true, example: null }) converted_to: ConvertedToDto | null;
  @ObjectField(MoneyDto, {
    kind: 'money',
    nullable: true,
    description:
      'What the amount is worth in the base currency, by the rate of the day when it was written; null without a rate.',
  })
  amount_base: MoneyDto | null;
}
