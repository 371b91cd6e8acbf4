import { type App, AppActorDto, REVIEW_STATES, type ReviewState } from '@access/installations';
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
  TimeField,
} from '@platform/http';

import { EXAMPLE_MANIFEST } from './manifest/example-manifest';
import type { FieldAccess } from './manifest/manifest';

const DAY_S = 24 * 60 * 60;

/** Any JSON object: what it must be is said by its own schema. */
const ManifestField = (example: object = EXAMPLE_MANIFEST) =>
  field(
    'json',
    {
      type: 'object',
      additionalProperties: true,
      description: 'A `crm-app.json`, as `/schemas/app/1.json` describes it.',
    },
    [check('isObject', 'must be an object', (value) => typeof value === 'object' && value !== null)],
    { example },
  );

/** An app about to be made. */
export class CreateAppDto {
  @ManifestField({ ...EXAMPLE_MANIFEST, key: 'my-quote-builder', version: '1.0.0' }) manifest: object;
}

/** A manifest to look at, or to push. */
export class PushAppDto {
  @ManifestField() manifest: object;
}

/** One thing that is wrong with a manifest. */
export class ManifestFaultDto {
  @TextField({
    max: 1000,
    min: 0,
    example: '/scopes/required/0/scope',
    description: 'A JSON Pointer into it.',
  })
  pointer: string;
  @TextField({ example: 'unknown_scope' }) code: string;
  @TextField({ max: 1000, example: 'There is no scope "deals:own"' }) detail: string;
}

/** What a look at a manifest found. */
export class ManifestCheckDto {
  @BooleanField({ example: true }) valid: boolean;
  @ListField(ManifestFaultDto, { max: 1000, example: [] }) errors: ManifestFaultDto[];
}

/** A scope that an app asks for. */
export class AskedScopeDto {
  @TextField({ max: 100, example: 'deals:read' }) scope: string;
  @TextField({ max: 500, example: 'To fill quotes with what the deal says.' }) reason: string;
}

const FieldAccessField = (description: string) =>
  JsonField(
    {
      type: 'object',
      description,
      additionalProperties: {
        type: 'object',
        properties: {
          reads: { type: 'array', items: { type: 'string' } },
          writes: { type: 'array', items: { type: 'string' } },
        },
      },
    },
    { example: { deal: { reads: ['title', 'amount'] } } },
  );

/** What an app may do where it is installed. */
export class AppPermissionsDto {
  @ListField(AskedScopeDto, { max: 100 }) required: AskedScopeDto[];
  @ListField(AskedScopeDto, { max: 100, example: [] }) optional: AskedScopeDto[];
  @FieldAccessField('The fields that it reads and writes, by object; what is not named is used as a whole.')
  field_access: FieldAccess;
}

/** Who makes an app. */
export class AppPublisherDto {
  @TextField({ max: 100, example: 'Example Ltd' }) name: string;
  @TextField({ max: 2048, nullable: true, example: 'https://example.com' }) url: string | null;
}

/** How far an app has come on its way into the marketplace. */
export class AppReviewDto {
  @ChoiceField(REVIEW_STATES) state: ReviewState;
  @TextField({ nullable: true, max: 1000, example: null, description: 'Why it was rejected.' })
  reason: string | null;
  @TimeField({ nullable: true, example: null }) submitted_at: string | null;
  @TimeField({ nullable: true, example: null }) reviewed_at: string | null;
}

/** What everybody sees of an app. */
export class ListedAppDto {
  @IdField('app') id: string;
  @TextField({ nullable: true, max: 60, example: 'quote-builder' }) key: string | null;
  @TextField({ max: 200, example: 'Quote builder' }) name: string;
  @JsonField(
    { type: 'object', additionalProperties: { type: 'string' } },
    { example: { de: 'Angebotsassistent' }, description: 'Its name in other languages.' },
  )
  names: Readonly<Record<string, string>>;
  @TextField({ nullable: true, max: 4000, example: 'Writes quotes from deals.' }) description: string | null;
  @ObjectField(AppPublisherDto, { nullable: true }) publisher: AppPublisherDto | null;
  @TextListField({ max: 5, example: ['documents', 'sales'] }) categories: string[];
  @TextField({ nullable: true, max: 100, example: '1.4.0', description: 'The version that is rolled out.' })
  version: string | null;
  @ObjectField(AppPermissionsDto) permissions: AppPermissionsDto;
  @TextListField({ max: 50, example: ['deal.form.section'], description: 'What it adds to the CRM.' })
  slots: string[];
}

/** An app of the workspace's own. */
export class AppDto extends ListedAppDto {
  @TextField({ max: 100, example: 'app_01jc6nryhyf7ma7w0bdgeprfb0', description: 'Its name for OAuth.' })
  client_id: string;
  @ChoiceField(['private', 'marketplace', 'first_party']) kind: App['kind'];
  @ChoiceField(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']) auth_method: string;
  @ObjectField(AppReviewDto) review: AppReviewDto;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  revision: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}

/** An app with its secrets, which are shown this once. */
export class AppWithSecretsDto extends AppDto {
  @TextField({
    nullable: true,
    example: 'dw_cs_…',
    description:
      'With it the app gets tokens. It is stored nowhere: keep it now. Null when it was not made anew.',
  })
  client_secret: string | null;
  @TextField({
    nullable: true,
    example: 'whsec_…',
    description:
      'Signs every request that is sent to the app (Standard Webhooks). Null when it was not made anew.',
  })
  signing_secret: string | null;
}

/** Which secret of an app to replace. */
export class RotateAppSecretDto {
  @ChoiceField(['client', 'signing']) secret: 'client' | 'signing';
  @IntegerField({
    min: 0,
    max: 7 * DAY_S,
    optional: true,
    example: DAY_S,
    description: 'How many seconds the one before still works; a day unless told.',
  })
  overlap_seconds?: number | null;
}

/** What lists of versions take. */
export class AppVersionQueryDto extends PageQueryDto {
  @TextField({ optional: true, max: 100, example: '1.4.0', description: 'Only this version.' })
  version?: string;
}

/** One version of an app, which never changes. */
export class AppVersionDto {
  @IdField('app') app_id: string;
  @TextField({ max: 100, example: '1.4.0' }) version: string;
  @ManifestField() manifest: object;
  @TimeField() created_at: string;
  @ObjectField(AppActorDto) created_by: AppActorDto;
}

/** A value that differs between two versions. */
export class ManifestChangeDto {
  @TextField({ max: 1000, min: 0, example: '/version' }) pointer: string;
  @JsonField({}, { nullable: true, example: '1.3.0' }) from: unknown;
  @JsonField({}, { nullable: true, example: '1.4.0' }) to: unknown;
}

/** A scope that a version asks for and the one before did not. */
export class AddedScopeDto extends AskedScopeDto {
  @BooleanField({ example: true }) required: boolean;
}

/** How what an app may do changes. */
export class PermissionChangesDto {
  @BooleanField({ example: false, description: 'Whether admins are asked before all of it rolls out.' })
  grow: boolean;
  @ListField(AddedScopeDto, { max: 100, example: [] }) scopes_added: AddedScopeDto[];
  @TextListField({ max: 100, example: [] }) scopes_removed: string[];
  @TextListField({ max: 100, example: [], description: 'Optional ones that became required.' })
  scopes_required: string[];
  @FieldAccessField('Fields that it reads and writes beyond those of the version before; `*` for all.')
  fields_added: FieldAccess;
}

/** What two versions of an app differ in. */
export class AppDiffDto {
  @TextField({ nullable: true, max: 100, example: '1.3.0', description: 'Null for an app that is new.' })
  from_version: string | null;
  @TextField({ max: 100, example: '1.4.0' }) to_version: string;
  @ListField(ManifestChangeDto, { max: 10_000, example: [] }) changes: ManifestChangeDto[];
  @ObjectField(PermissionChangesDto) permissions: PermissionChangesDto;
}

/** A pushed version, and what it changes. */
export class PushedVersionDto {
  @ObjectField(AppDto) app: AppDto;
  @ObjectField(AppDiffDto) diff: AppDiffDto;
}

/** What the marketplace can be searched by. */
export class MarketplaceQueryDto extends PageQueryDto {
  @TextField({
    optional: true,
    max: 200,
    example: 'quote',
    description: 'Words in names, publisher or description.',
  })
  q?: string;
  @TextField({ optional: true, max: 50, example: 'documents' }) category?: string;
  @TextField({ optional: true, max: 100, example: 'Example Ltd' }) publisher?: string;
}

/** A version in the history of a listed app. */
export class ListedVersionDto {
  @TextField({ max: 100, example: '1.4.0' }) version: string;
  @TimeField() created_at: string;
}

/** An app of the marketplace, with its history. */
export class MarketplaceAppDto extends ListedAppDto {
  @ListField(ListedVersionDto, { max: 1000, description: 'The latest first.' }) versions: ListedVersionDto[];
}
