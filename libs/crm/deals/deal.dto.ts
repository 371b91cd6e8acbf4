import { CustomizableFields, MoneyDto, UtmDto } from '@crm/contact-details';
import { DirectoryField } from '@crm/directories';
import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  DateField,
  IdField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
  TimeField,
} from '@platform/http';

import { AMOUNT_MODES } from './amount-modes';

/** A person on the client's side of a deal. */
export class DealContactDto {
  @IdField('contact') contact_id: string;
  @TextField({ optional: true, max: 50, example: 'decision maker' }) role?: string | null;
  @BooleanField({ optional: true, example: true, description: 'The first person to talk to.' }) primary?:
    | boolean
    | null;
}

export class CreateDealDto extends CustomizableFields {
  @TextField({ example: '20 desks for the new office' }) title: string;
  @DirectoryField('deal_type') type?: string | null;
  @ObjectField(MoneyDto, { kind: 'money', optional: true }) amount?: MoneyDto | null;
  @ChoiceField(AMOUNT_MODES, {
    optional: true,
    filled: true,
    description:
      'Who says what the deal is worth: whoever types it, or its line items. The first line makes it `line_items`; a deal without lines is `manual`.',
  })
  amount_mode?: string | null;
  @IntegerField({
    min: 0,
    max: 100,
    optional: true,
    example: 40,
    description: 'Percent; the stage’s unless told.',
  })
  probability?: number | null;
  @IdField('pipeline', { optional: true, description: 'The default one unless told.' }) pipeline_id?:
    | string
    | null;
  @IdField('stage', { optional: true, description: 'The initial one of the pipeline unless told.' })
  stage_id?: string | null;
  @IdField('company', { optional: true, example: null }) company_id?: string | null;
  @ListField(DealContactDto, { kind: 'deal_contacts', max: 50, optional: true, example: [] })
  contacts?: DealContactDto[] | null;
  @DateField({ optional: true }) begins_on?: string | null;
  @DateField({ optional: true, example: '2026-12-15' }) expected_close_on?: string | null;
  @TextField({ optional: true, max: 1000, example: null, description: 'Why it was lost.' }) lost_reason?:
    | string
    | null;
  @DirectoryField('source') source?: string | null;
  @TextField({ optional: true, max: 1000, example: null }) source_description?: string | null;
  @TextField({ optional: true, max: 20_000, example: null }) comment?: string | null;
  @ObjectField(UtmDto, { kind: 'details', optional: true }) utm?: UtmDto | null;
}

export class UpdateDealDto extends changesOf(CreateDealDto) {}

export class DealDto extends recordAnswer('deal', CreateDealDto) {
  @TimeField({ description: 'When it came to its stage.' }) stage_changed_at: string;
  @TimeField({ nullable: true, example: null }) won_at: string | null;
  @TimeField({ nullable: true, example: null }) lost_at: string | null;
  @ObjectField(MoneyDto, {
    kind: 'money',
    nullable: true,
    description:
      'What the amount is worth in the base currency, by the rate of the day when it was written or the deal was closed; null without a rate.',
  })
  amount_base: MoneyDto | null;
}
