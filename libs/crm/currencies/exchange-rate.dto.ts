import { recordAnswer } from '@crm/records';
import { CurrencyField, changesOf, DateField, DecimalField, ListField } from '@platform/http';

const RateField = () =>
  DecimalField({
    pattern: /^(?!0(\.0+)?$)(0|[1-9]\d{0,9})(\.\d{1,10})?$/,
    says: 'a decimal number above zero in a string, such as "0.9216"',
    example: '0.9216',
    description: 'What one unit of the currency is worth in the base currency.',
  });

class RateFields {
  @RateField() rate: string;
}

export class CreateExchangeRateDto extends RateFields {
  @CurrencyField({ example: 'USD' }) currency: string;
  @DateField({ description: 'The day from which on it holds, until a later one does.' }) day: string;
}

export class UpdateExchangeRateDto extends changesOf(RateFields) {}

export class ExchangeRateDto extends recordAnswer('exchange_rate', CreateExchangeRateDto) {
  @CurrencyField({ description: 'The base currency of the workspace.' }) base_currency: string;
}

/** How many rates are set at once at most. */
const MAX_RATES = 1000;

/** Rates of any currencies and days. */
export class SetExchangeRatesDto {
  @ListField(CreateExchangeRateDto, {
    max: MAX_RATES,
    description: 'A rate that its currency has for the same day already is changed.',
  })
  rates: CreateExchangeRateDto[];
}
