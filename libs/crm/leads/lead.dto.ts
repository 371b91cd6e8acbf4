import { MoneyDto, PersonFields } from '@crm/contact-details';
import { recordAnswer } from '@crm/records';
import { changesOf, IdField, ObjectField, TextField, TimeField } from '@platform/http';

export class CreateLeadDto extends PersonFields {
  @TextField({ optional: true, example: 'Question about delivery' }) title?: string | null;
  @TextField({ optional: true, example: 'Dubois SARL' }) company_name?: string | null;
  @ObjectField(MoneyDto, { kind: 'money', optional: true }) amount?: MoneyDto | null;
  @IdField('stage', { optional: true, description: 'Its status; the initial one unless told.' }) stage_id?:
    | string
    | null;
}

export class UpdateLeadDto extends changesOf(CreateLeadDto) {}

export class LeadDto extends recordAnswer('lead', CreateLeadDto) {
  @IdField('pipeline') pipeline_id: string;
  @TimeField({ description: 'When it came to its stage.' }) stage_changed_at: string;
  @ObjectField(MoneyDto, {
    kind: 'money',
    nullable: true,
    description:
      'What the amount is worth in the base currency, by the rate of the day when it was written; null without a rate.',
  })
  amount_base: MoneyDto | null;
}
