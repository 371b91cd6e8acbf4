import { CustomFieldsField } from '@crm/records';
import { BooleanField, ChoiceField, check, IdField, ListField, TextField } from '@platform/http';

import { isEmailAddress } from './email-address';

/** A phone number as a person wrote it. */
export class PhoneDto {
  @TextField({ max: 50, example: '+33 6 12 34 56 78' }) value: string;
  @ChoiceField(['work', 'mobile', 'home', 'fax', 'pager', 'other'], { optional: true, example: 'mobile' })
  type?: string | null;
  @BooleanField({ optional: true, example: true, description: 'The one to call first.' }) primary?:
    | boolean
    | null;
}

/** A phone number as it is kept. */
export class PhoneAnswerDto {
  @TextField({ max: 50, example: '+33 6 12 34 56 78', description: 'As it was written.' }) value: string;
  @ChoiceField(['work', 'mobile', 'home', 'fax', 'pager', 'other'], { example: 'mobile' }) type: string;
  @BooleanField({ example: true }) primary: boolean;
  @TextField({
    nullable: true,
    example: '+33612345678',
    description: 'E.164, or null when the number could not be read.',
  })
  normalized: string | null;
}

const EmailAddressField = () => {
  const text = TextField({ max: 254, example: 'amelie.dubois@example.com' });
  const rule = check('isEmail', 'must be an email address', isEmailAddress);
  return (target: object, key: string | symbol): void => {
    text(target, key);
    rule(target, key);
  };
};

/** An email address as a person wrote it. */
export class EmailDto {
  @EmailAddressField() value: string;
  @ChoiceField(['work', 'home', 'other'], { optional: true }) type?: string | null;
  @BooleanField({ optional: true, example: true, description: 'The one to write to first.' })
  primary?: boolean | null;
}

/** An email address as it is kept. */
export class EmailAnswerDto {
  @TextField({ max: 254, example: 'Amelie.Dubois@example.com', description: 'As it was written.' })
  value: string;
  @ChoiceField(['work', 'home', 'other']) type: string;
  @BooleanField({ example: true }) primary: boolean;
  @TextField({ max: 254, example: 'amelie.dubois@example.com', description: 'In lower case.' })
  normalized: string;
}

/** A web site. */
export class WebsiteDto {
  @TextField({ max: 2000, example: 'https://www.example.com' }) value: string;
  @ChoiceField(['work', 'personal', 'social', 'other'], { optional: true }) type?: string | null;
}

/** An account in a messenger. */
export class MessengerDto {
  @TextField({ max: 200, example: '@amelie' }) value: string;
  @ChoiceField(
    [
      'telegram',
      'whatsapp',
      'viber',
      'facebook',
      'instagram',
      'linkedin',
      'skype',
      'wechat',
      'zalo',
      'line',
      'vk',
      'other',
    ],
    { optional: true },
  )
  type?: string | null;
}

/** An id that the record has in another system. */
export class ExternalIdDto {
  @TextField({
    max: 50,
    pattern: /^[a-z0-9][a-z0-9._-]*$/,
    example: 'shop',
    description: 'Your name for the other system: lower case letters, digits, dot, dash, underscore.',
  })
  app: string;

  @TextField({ max: 200, example: '4711' }) id: string;
}

/** The ids of a record in other systems. */
export const ExternalIdsField = (): PropertyDecorator =>
  ListField(ExternalIdDto, {
    kind: 'external_ids',
    max: 20,
    optional: true,
    description: 'Each is unique per kind of record: a second record with the same one is refused with 409.',
  });

/** The member who is responsible, and the ids in other systems: on every kind of client data. */
export class OwnedFields {
  @IdField('member', { optional: true, description: 'The member who is responsible.', example: null })
  owner_id?: string | null;

  @ExternalIdsField() external_ids?: ExternalIdDto[] | null;
}

/** The fields that a workspace has given to its records of a kind, beside those that all of them have. */
export class CustomizableFields extends OwnedFields {
  @CustomFieldsField() custom_fields?: Readonly<Record<string, unknown>> | null;
}
