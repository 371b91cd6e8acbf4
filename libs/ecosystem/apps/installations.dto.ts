import {
  INSTALLATION_STATES,
  InstallationDto,
  UNANSWERED_CHECKS,
  type UnansweredChecks,
} from '@access/installations';
import {
  BooleanField,
  ChoiceField,
  check,
  field,
  IdField,
  IntegerField,
  JsonField,
  ListField,
  ObjectField,
  PageQueryDto,
  TextField,
  TextListField,
} from '@platform/http';

const OptionalScopesField = (description: string) =>
  TextListField({ max: 100, maxLength: 100, optional: true, example: ['deals:write'], description });

/** What lists of installations take. */
export class InstallationQueryDto extends PageQueryDto {
  @ChoiceField(INSTALLATION_STATES, { optional: true, example: 'active' }) state?: string;
  @IdField('app', { optional: true }) app_id?: string;
}

/** An app about to be installed. */
export class InstallAppDto {
  @IdField('app') app_id: string;
  @OptionalScopesField(
    'Which of its optional scopes it is granted; none unless told. It always gets the required ones.',
  )
  optional_scopes?: string[] | null;
}

/** A change of an installation. */
export class UpdateInstallationDto {
  @ChoiceField(UNANSWERED_CHECKS, { optional: true }) unanswered_checks?: UnansweredChecks | null;
  @OptionalScopesField('The whole list of the optional scopes that it is granted.')
  optional_scopes?: string[] | null;
}

/** Why an app is stopped. */
export class SuspendInstallationDto {
  @TextField({ optional: true, max: 1000, example: 'It writes wrong amounts.' }) reason?: string | null;
}

/** How an app is removed. */
export class UninstallDto {
  @ChoiceField(['keep', 'delete'], {
    optional: true,
    description:
      'What becomes of the custom fields that it made: kept and read-only, or deleted with their values.',
  })
  data?: 'keep' | 'delete' | null;
  @BooleanField({
    optional: true,
    example: false,
    description: 'Whether the app has to forget the workspace at once, and not after 30 days.',
  })
  redact_now?: boolean | null;
}

/** How many things of a kind an uninstallation ends. */
export class EndingThingsDto {
  @ChoiceField(['tokens', 'keys', 'webhook_endpoints', 'placements', 'settings'], {
    example: 'webhook_endpoints',
  })
  kind: string;
  @IntegerField({ min: 0, max: 2_147_483_647, example: 2 }) count: number;
}

/** A custom field that an app made. */
export class AppFieldDto {
  @IdField('field') id: string;
  @TextField({ max: 20, example: 'deal' }) object: string;
  @TextField({ max: 100, example: 'quote_number' }) key: string;
}

/** What goes with an app, and what stays. */
export class UninstallPreviewDto {
  @ListField(EndingThingsDto, { max: 20, description: 'What ends at once.' }) ends: EndingThingsDto[];
  @ListField(AppFieldDto, {
    max: 500,
    example: [],
    description: 'The custom fields that it made: they stay, read-only, unless their deletion is asked for.',
  })
  fields: AppFieldDto[];
}

/** A member's wish for an app. */
export class RequestAppDto {
  @IdField('app') app_id: string;
  @TextField({ optional: true, max: 1000, example: 'I write three quotes a day by hand.' }) reason?:
    | string
    | null;
}

/** What an approval grants. */
export class ApproveRequestDto {
  @OptionalScopesField('Which of its optional scopes it is granted; none unless told.')
  optional_scopes?: string[] | null;
}

/** Why a request is declined. */
export class DeclineRequestDto {
  @TextField({ optional: true, max: 1000, example: 'We have another app for that.' }) reason?: string | null;
}

/** What lists of requests take. */
export class InstallationRequestQueryDto extends PageQueryDto {
  @ChoiceField(INSTALLATION_STATES, { optional: true, example: 'requested' }) state?: string;
}

/** The settings of an app in a workspace. */
export class InstallationSettingsDto {
  @JsonField(
    {
      type: 'object',
      additionalProperties: true,
      description: 'The JSON Schema that the app gives for them.',
    },
    { nullable: true, example: { type: 'object', properties: { prefix: { type: 'string' } } } },
  )
  schema: object | null;
  @JsonField(
    {
      type: 'object',
      additionalProperties: true,
      description: 'Secret ones that are set are `***`, but for the app itself with a token of its own.',
    },
    { secret: true, example: { prefix: 'Q-' } },
  )
  values: object;
}

/** New settings of an app. */
export class PutSettingsDto {
  @field(
    'json',
    {
      type: 'object',
      additionalProperties: true,
      description: 'All of them: what is left out is emptied. `***` keeps a secret one.',
    },
    [check('isObject', 'must be an object', isObject)],
    { secret: true, example: { prefix: 'Q-' } },
  )
  values: object;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An installation, and what ended with it. */
export class UninstalledDto {
  @ObjectField(InstallationDto) installation: InstallationDto;
  @ObjectField(UninstallPreviewDto) ended: UninstallPreviewDto;
}
