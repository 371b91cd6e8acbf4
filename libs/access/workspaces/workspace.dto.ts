import { ChoiceField, CurrencyField, check, field, IdField, TextField, TimeField } from '@platform/http';

/** The languages that a workspace can be kept in. */
const LOCALES = ['en', 'fr', 'de', 'es', 'ru', 'vi'] as const;

const TimeZoneField = () =>
  field(
    'time_zone',
    { type: 'string', maxLength: 100, description: 'A name of the IANA time zone database.' },
    [check('isTimeZone', 'must be a time zone, such as "Europe/Paris"', isTimeZone)],
    { example: 'Europe/Paris' },
  );

/** What a workspace is made of. */
export class NewWorkspaceDto {
  @TextField({ example: 'Nordwind' }) name: string;
  @ChoiceField(LOCALES) locale: string;
  @CurrencyField({ description: 'The base currency: sums are reported in it (ISO 4217).' }) currency: string;
  @TimeZoneField() time_zone: string;
  @TextField({
    nullable: true,
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    example: 'FR',
    description: 'ISO 3166-1 alpha-2: numbers written without a country code are numbers of this country.',
  })
  country: string | null;
}

/** The workspace that a token belongs to. */
export class WorkspaceDto extends NewWorkspaceDto {
  @IdField('workspace') id: string;
  @TimeField() created_at: string;
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 100) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
