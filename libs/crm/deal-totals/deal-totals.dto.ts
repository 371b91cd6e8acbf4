import { MoneyDto } from '@crm/contact-details';
import { CurrencyField, DateField, IdField, IntegerField, ListField, ObjectField } from '@platform/http';

const count = (description: string) => IntegerField({ min: 0, max: 2_147_483_647, example: 12, description });

/** What deals come to in the base currency. */
class DealSumDto {
  @count('How many deals there are.') deals: number;
  @ObjectField(MoneyDto, { description: 'What they are worth in the base currency.' }) amount_base: MoneyDto;
  @count(
    'Deals of them that are not in `amount_base`: open ones whose currency has no rate today, closed ones without an `amount_base`.',
  )
  without_rate: number;
}

/** What the deals of one stage in one currency come to. */
export class DealTotalDto extends DealSumDto {
  @IdField('pipeline') pipeline_id: string;
  @IdField('stage') stage_id: string;
  @ObjectField(MoneyDto, {
    nullable: true,
    description: 'The sum in the currency of these deals; null for deals without an amount.',
  })
  amount: MoneyDto | null;
}

/** What deals come to. */
export class DealTotalsDto {
  @CurrencyField({ description: 'The base currency of the workspace.' }) base_currency: string;
  @DateField({
    description: 'The day whose rates value open deals; closed ones are valued on the day they were closed.',
  })
  day: string;
  @ObjectField(DealSumDto) total: DealSumDto;
  @ListField(DealTotalDto, { max: 100_000, description: 'By stage and currency.' }) groups: DealTotalDto[];
}
