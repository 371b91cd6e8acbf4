import { AddressesField } from '@access/tokens';
import { ActorDto } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  check,
  field,
  IdField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
  TimeField,
} from '@platform/http';

import { INCOMING_OBJECTS, type IncomingObject } from './incoming-url.entity';
import { type MappingEntry, TRANSFORMS } from './mapping';
import { POINTER } from './pointer';
import { PRESET_NAMES } from './presets';

const MAX_ENTRIES = 100;
const DAY_S = 24 * 60 * 60;

const isPointer = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.length <= 500 && POINTER.test(value));

const PointerField = (description: string, example: string) =>
  field(
    'text',
    { type: 'string', minLength: 1, maxLength: 500, description },
    [check('matches', 'must be a JSON Pointer, such as /lead/email', isPointer)],
    { optional: true, example },
  );

/** Where a field gets its value from. */
export class MappingEntryDto {
  @TextField({
    max: 200,
    example: 'emails',
    description:
      'The field; with a dot inside of one: `utm.source`, `custom_fields.size`, `external_ids.shop`. `emails`, `phones` and `websites` take every value that is given them.',
  })
  to: string;
  @PointerField(
    'Where the value stands in the payload (JSON Pointer). A step `{path=value}` takes the item of a list that has this value: `/answers/{field.ref=email}/email`.',
    '/lead/email',
  )
  from?: string | null;
  @TextField({
    optional: true,
    max: 1000,
    example: null,
    description: 'The value itself, if it is always the same.',
  })
  value?: string | null;
  @ChoiceField(TRANSFORMS, { optional: true, example: null }) transform?: MappingEntry['transform'];
}

class IncomingUrlFields {
  @TextField({ max: 100, example: 'Landing page' }) name: string;
  @ListField(MappingEntryDto, {
    max: MAX_ENTRIES,
    optional: true,
    nullable: false,
    description: 'Which field gets what; that of the preset unless told.',
  })
  mapping?: MappingEntryDto[];
  @TextField({
    optional: true,
    max: 100,
    example: 'external_id',
    description:
      'A key, as upserts take it: a record that has its value already is changed instead. `external_id` or the path of a unique custom field.',
  })
  unique_by?: string | null;
  @PointerField(
    'Where a payload has a name of its own: a second one with the same name within 24 hours makes nothing.',
    '/id',
  )
  idempotency_pointer?: string | null;
  @PointerField('Where a payload has the shared secret.', '/key') secret_pointer?: string | null;
  @TextField({
    optional: true,
    max: 200,
    example: null,
    description:
      'What must stand there (403 `wrong_secret`), such as the key of a Google lead form. Never answered.',
  })
  secret?: string | null;
  @AddressesField({ optional: true }) allowed_addresses?: string[];
  @TimeField({ optional: true, example: null, description: 'When it ends; never unless told.' })
  expires_at?: string | null;
  @BooleanField({ optional: true, nullable: false, example: true, description: 'Whether it takes anything.' })
  is_active?: boolean;
}

/** An address about to be made. */
export class CreateIncomingUrlDto extends IncomingUrlFields {
  @ChoiceField(INCOMING_OBJECTS, { example: 'lead', description: 'What it makes.' }) object: IncomingObject;
  @ChoiceField(PRESET_NAMES, {
    optional: true,
    example: null,
    description: 'Whose payloads it takes: mapping and pointers are filled in, and can be changed.',
  })
  preset?: string | null;
}

export class UpdateIncomingUrlDto extends changesOf(IncomingUrlFields) {}

export class RotateIncomingUrlDto {
  @IntegerField({
    min: 0,
    max: 30 * DAY_S,
    optional: true,
    example: DAY_S,
    description: 'How many seconds the address before still works; a day unless told.',
  })
  overlap_seconds?: number | null;
}

/** An incoming webhook URL, without the address. */
export class IncomingUrlDto {
  @IdField('incoming_url') id: string;
  @TextField({ max: 100, example: 'Landing page' }) name: string;
  @ChoiceField(INCOMING_OBJECTS) object: IncomingObject;
  @ChoiceField(PRESET_NAMES, { nullable: true, example: null }) preset: string | null;
  @ListField(MappingEntryDto, { max: MAX_ENTRIES }) mapping: MappingEntry[];
  @TextField({ nullable: true, example: 'external_id' }) unique_by: string | null;
  @TextField({ nullable: true, example: '/id' }) idempotency_pointer: string | null;
  @TextField({ nullable: true, example: null }) secret_pointer: string | null;
  @TimeField({
    nullable: true,
    example: null,
    description: 'When the secret was last set; null when payloads need none.',
  })
  secret_set_at: string | null;
  @AddressesField() allowed_addresses: string[];
  @TimeField({ nullable: true, example: null }) expires_at: string | null;
  @BooleanField({ example: true }) is_active: boolean;
  @TimeField({ nullable: true, example: null, description: 'Exact to a minute.' }) last_used_at:
    | string
    | null;
  @TimeField({ nullable: true, example: null, description: 'When the address was last replaced.' })
  rotated_at: string | null;
  @TimeField({ nullable: true, example: null, description: 'How long the address before works.' })
  previous_expires_at: string | null;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @ObjectField(ActorDto) created_by: ActorDto;
  @TimeField() updated_at: string;
}

/** The same with its address, which is shown this once. */
export class ShownIncomingUrlDto extends IncomingUrlDto {
  @TextField({
    example: 'https://crm.example.com/in/dw_in_…',
    description: 'Post payloads there. Whoever knows it can: keep it as a password. It is stored nowhere.',
  })
  url: string;
}
