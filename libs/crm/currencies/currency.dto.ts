import {
  BooleanField,
  CurrencyField,
  DateField,
  DecimalField,
  IntegerField,
  TextField,
} from '@platform/http';

/** A currency that the workspace can value amounts in. */
export class CurrencyDto {
  @CurrencyField({ example: 'USD' }) code: string;
  @TextField({ example: 'US Dollar', description: 'In the language of the workspace.' }) name: string;
  @TextField({ example: '$' }) symbol: string;
  @IntegerField({
    min: 0,
    max: 4,
    example: 2,
    description: 'The decimals of its smallest unit, to which computed amounts are rounded (ISO 4217).',
  })
  decimals: number;
  @BooleanField({ example: false, description: 'Whether it is the one that sums are reported in.' })
  is_base: boolean;
  @DecimalField({
    nullable: true,
    example: '0.9216',
    description: 'What it is worth today in the base currency.',
  })
  rate: string | null;
  @DateField({ nullable: true, description: 'The day since which that holds.' }) rate_day: string | null;
}
