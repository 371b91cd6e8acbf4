import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

import {
  type GrantedFields,
  INSTALLATION_STATES,
  type InstallationState,
  type UnansweredChecks,
} from './installation.entity';

export const UNANSWERED_CHECKS = ['warn', 'block'] as const;

const FIELD_NAMES = { type: 'array', items: { type: 'string' } };

const GrantedFieldsField = (description: string) =>
  JsonField(
    {
      type: 'object',
      description,
      additionalProperties: { type: 'object', properties: { reads: FIELD_NAMES, writes: FIELD_NAMES } },
    },
    { example: {} },
  );

/** Who did something with an app. */
export class AppActorDto {
  @ChoiceField(['member', 'app', 'form', 'import', 'automation', 'system']) type: string;
  @TextField({ nullable: true, example: 'key_01jc6nrykyfgx9y02bdge4zqv0' }) id: string | null;
}

/** An app in a workspace. */
export class InstallationDto {
  @IdField('installation') id: string;
  @IdField('app') app_id: string;
  @TextField({ nullable: true, max: 60, example: 'quote-builder', description: 'The key of the app.' })
  app_key: string | null;
  @TextField({ example: 'Quote builder' }) app_name: string;
  @TextField({
    nullable: true,
    max: 100,
    example: '1.4.0',
    description: 'The version of the app that it runs.',
  })
  app_version: string | null;

  @ChoiceField(INSTALLATION_STATES, {
    example: 'active',
    description:
      '`pending_setup` until the app says that it is ready: its tokens work, its placements are hidden. `redacted` once all that is known of it is forgotten.',
  })
  state: InstallationState;

  @TextField({ nullable: true, max: 1000, example: null, description: 'Why it was declined or suspended.' })
  state_reason: string | null;
  @TextListField({
    max: 200,
    example: ['deals:read', 'deals:write'],
    description: 'What the workspace granted.',
  })
  scopes: string[];
  @TextListField({
    max: 200,
    example: [],
    description: 'What the version that it runs asks for beyond that; an admin approves it.',
  })
  pending_scopes: string[];
  @GrantedFieldsField(
    'The fields that it may read and write, by object; what is not named it uses as a whole.',
  )
  field_access: GrantedFields;
  @GrantedFieldsField('The fields that the version that it runs asks for beyond those; `*` for all.')
  pending_field_access: GrantedFields;
  @ChoiceField(UNANSWERED_CHECKS, {
    description:
      'What becomes of a write when the app that checks it does not answer: it passes and is noted, or it is refused.',
  })
  unanswered_checks: UnansweredChecks;
  @TimeField({ nullable: true, example: null, description: 'When somebody last changed its settings.' })
  settings_changed_at: string | null;
  @TimeField({ nullable: true, description: 'When the app said that it is set up.' }) ready_at: string | null;
  @TimeField({ nullable: true, example: null }) requested_at: string | null;
  @ObjectField(AppActorDto, { nullable: true }) requested_by: AppActorDto | null;
  @TextField({ nullable: true, max: 1000, example: null }) request_reason: string | null;
  @TimeField({ nullable: true }) installed_at: string | null;
  @ObjectField(AppActorDto, { nullable: true }) installed_by: AppActorDto | null;
  @TimeField({ nullable: true, example: null }) uninstalled_at: string | null;
  @BooleanField({ example: false, description: 'Whether what the app made is deleted, too.' })
  deletes_data: boolean;
  @TimeField({ nullable: true, example: null, description: 'When all that is known of it is forgotten.' })
  redact_at: string | null;
  @TimeField({ nullable: true, example: null }) redacted_at: string | null;
  @TimeField({ nullable: true, example: null, description: 'When the app said that it has forgotten, too.' })
  redaction_acknowledged_at: string | null;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}
