import { CurrencyField, DecimalField, TextField } from '@platform/http';

/** A postal address. */
export class AddressDto {
  @TextField({ optional: true, example: '12 rue de la Paix' }) line1?: string | null;
  @TextField({ optional: true, example: null }) line2?: string | null;
  @TextField({ optional: true, max: 100, example: 'Paris' }) city?: string | null;
  @TextField({ optional: true, max: 100, example: 'Île-de-France' }) region?: string | null;
  @TextField({ optional: true, max: 20, example: '75002' }) postal_code?: string | null;
  @TextField({
    optional: true,
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    example: 'FR',
    description: 'ISO 3166-1 alpha-2.',
  })
  country?: string | null;
}

/** Where a visitor came from, as the marks in the address said. */
export class UtmDto {
  @TextField({ optional: true, max: 500, example: 'google' }) source?: string | null;
  @TextField({ optional: true, max: 500, example: 'cpc' }) medium?: string | null;
  @TextField({ optional: true, max: 500, example: 'spring' }) campaign?: string | null;
  @TextField({ optional: true, max: 500, example: null }) content?: string | null;
  @TextField({ optional: true, max: 500, example: null }) term?: string | null;
}

/** A sum of money: never a float. */
export class MoneyDto {
  @DecimalField() amount: string;
  @CurrencyField() currency: string;
}
