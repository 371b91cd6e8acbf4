import {
  ChoiceField,
  CurrencyField,
  changesOf,
  check,
  field,
  IdField,
  IntegerField,
  TextField,
  TimeField,
} from '@platform/http';
import { DEFAULT_NAME_FORMAT, NAME_TOKENS, nameFormatFault } from '@platform/person-names';

/** The languages that a workspace can be kept in. */
const LOCALES = ['en', 'fr', 'de', 'es', 'ru', 'vi'] as const;

const TimeZoneField = () =>
  field(
    'time_zone',
    { type: 'string', maxLength: 100, description: 'A name of the IANA time zone database.' },
    [check('isTimeZone', 'must be a time zone, such as "Europe/Paris"', isTimeZone)],
    { example: 'Europe/Paris' },
  );

class WorkspaceFields {
  @TextField({ example: 'Nordwind' }) name: string;
  @ChoiceField(LOCALES) locale: string;
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

/** What a workspace is made of. */
export class NewWorkspaceDto extends WorkspaceFields {
  @CurrencyField({ description: 'The base currency: sums are reported in it (ISO 4217).' }) currency: string;
}

const NameFormatField = () =>
  field(
    'name_format',
    {
      type: 'string',
      minLength: 1,
      maxLength: MAX_NAME_FORMAT,
      description: `How the names of persons are written in \`display_name\`: ${NAME_TOKENS.map((token) => `\`{${token}}\``).join(', ')}, each at most once, with spaces and signs between them.`,
    },
    [
      check(
        'isNameFormat',
        `must be a format such as "${DEFAULT_NAME_FORMAT}": parts in braces, each once, the first or last name among them`,
        (value) =>
          typeof value === 'string' && value.length <= MAX_NAME_FORMAT && nameFormatFault(value) === null,
      ),
    ],
    { example: DEFAULT_NAME_FORMAT },
  );

const MAX_NAME_FORMAT = 100;

class SettingFields extends WorkspaceFields {
  @NameFormatField() contact_name_format: string;
}

/** What admins may change of a workspace. */
export class UpdateWorkspaceDto extends changesOf(SettingFields) {}

/** The workspace that a token belongs to. */
export class WorkspaceDto extends NewWorkspaceDto {
  @IdField('workspace') id: string;
  @NameFormatField() contact_name_format: string;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
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
