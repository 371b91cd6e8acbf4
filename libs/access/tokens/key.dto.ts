import {
  ChoiceField,
  changesOf,
  IdField,
  IntegerField,
  ObjectField,
  PageQueryDto,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

import { AddressesField } from './address-field';

const DAY_S = 24 * 60 * 60;

class KeyFields {
  @TextField({ max: 100, example: 'Shop' }) name: string;
  @AddressesField({ optional: true }) allowed_addresses?: string[];
}

export class CreateAccessKeyDto extends KeyFields {
  @TextListField({
    max: 200,
    maxLength: 100,
    example: ['leads:read', 'leads:write'],
    description: 'What the key may do: nothing that the caller may not.',
  })
  scopes: string[];
  @TimeField({ optional: true, example: null, description: 'At most a year away, which it is unless told.' })
  expires_at?: string | null;
}

export class UpdateAccessKeyDto extends changesOf(KeyFields) {}

export class RotateAccessKeyDto {
  @IntegerField({
    min: 0,
    max: 7 * DAY_S,
    optional: true,
    example: DAY_S,
    description: 'How many seconds the token before still works; a day unless told.',
  })
  overlap_seconds?: number | null;
}

/** What lists of keys take. */
export class KeyQueryDto extends PageQueryDto {
  @ChoiceField(['live', 'ended'], {
    optional: true,
    description: 'Only keys that work, or only those that were revoked or are over.',
  })
  state?: 'live' | 'ended';
}

class KeyActorDto {
  @ChoiceField(['member', 'app', 'form', 'import', 'automation', 'system']) type: string;
  @TextField({ nullable: true, example: 'key_01jc6nrykyfgx9y02bdge4zqv0' }) id: string | null;
}

/** A private app key or personal token, without the token itself. */
export class AccessKeyDto {
  @IdField('key') id: string;
  @ChoiceField(['private_app', 'personal']) kind: string;
  @IdField('member', { nullable: true, example: null, description: 'Whose personal token it is.' })
  member_id: string | null;
  @TextField({ max: 100, example: 'Shop' }) name: string;
  @TextListField({ max: 200, example: ['leads:read', 'leads:write'] }) scopes: string[];
  @IdField('installation', { nullable: true, example: null, description: 'The app that it acts as, if any.' })
  installation_id: string | null;
  @AddressesField() allowed_addresses: string[];
  @TimeField() expires_at: string;
  @TimeField({ nullable: true, example: null }) revoked_at: string | null;
  @TimeField({ nullable: true, example: null, description: 'Exact to a minute.' }) last_used_at:
    | string
    | null;
  @TimeField({ nullable: true, example: null, description: 'When its token was last replaced.' })
  rotated_at: string | null;
  @TimeField({ nullable: true, example: null, description: 'How long the token before works.' })
  previous_expires_at: string | null;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @ObjectField(KeyActorDto) created_by: KeyActorDto;
  @TimeField() updated_at: string;
}

/** A key with its token, which is shown this once. */
export class ShownAccessKeyDto extends AccessKeyDto {
  @TextField({
    example: 'dw_pak_…',
    description: 'Send it as `Authorization: Bearer …`. It is stored nowhere: keep it now.',
  })
  token: string;
}
