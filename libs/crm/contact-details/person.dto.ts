import { DirectoryField } from '@crm/directories';
import { DateField, ListField, ObjectField, TextField } from '@platform/http';

import {
  CustomizableFields,
  EmailAnswerDto,
  EmailDto,
  MessengerDto,
  PhoneAnswerDto,
  PhoneDto,
  WebsiteDto,
} from './contact-points.dto';
import { AddressDto, UtmDto } from './details.dto';

/** How to reach somebody, where they came from, and what is known of them: on leads, contacts and companies. */
export class ClientFields extends CustomizableFields {
  /** Before the phones: its country tells how to read a number without a country code. */
  @ObjectField(AddressDto, { kind: 'details', optional: true }) address?: AddressDto | null;

  @ListField(PhoneDto, { kind: 'phones', max: 20, optional: true, answeredAs: PhoneAnswerDto })
  phones?: PhoneDto[] | null;

  @ListField(EmailDto, { kind: 'emails', max: 20, optional: true, answeredAs: EmailAnswerDto })
  emails?: EmailDto[] | null;

  @ListField(WebsiteDto, { kind: 'typed_values', max: 20, optional: true }) websites?: WebsiteDto[] | null;
  @ListField(MessengerDto, { kind: 'typed_values', max: 20, optional: true }) messengers?:
    | MessengerDto[]
    | null;
  @DirectoryField('source') source?: string | null;
  @TextField({ optional: true, max: 1000, example: 'Banner on the home page' }) source_description?:
    | string
    | null;
  @TextField({ optional: true, max: 20_000, example: 'Wants a call after 6 pm.' }) comment?: string | null;
  @ObjectField(UtmDto, { kind: 'details', optional: true }) utm?: UtmDto | null;
}

/** The names and the job of a person: on leads and contacts. */
export class PersonFields extends ClientFields {
  @DirectoryField('salutation') salutation?: string | null;
  @TextField({ optional: true, max: 100, example: 'Amélie' }) first_name?: string | null;
  @TextField({ optional: true, max: 100, example: null }) middle_name?: string | null;
  @TextField({ optional: true, max: 100, example: 'Dubois' }) last_name?: string | null;
  @TextField({ optional: true, example: 'Head of purchasing' }) job_title?: string | null;
  @DateField({ optional: true, example: '1990-05-17' }) birthday?: string | null;
}
