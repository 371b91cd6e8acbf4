import { PersonFields } from '@crm/contact-details';
import { DirectoryField } from '@crm/directories';
import { DisplayNameField, recordAnswer } from '@crm/records';
import { BooleanField, changesOf, IdField, ListField, TextField } from '@platform/http';

/** A company where a person works. */
export class ContactCompanyDto {
  @IdField('company') company_id: string;
  @TextField({
    optional: true,
    max: 100,
    example: 'Head of purchasing',
    description: 'What the person is there.',
  })
  role?: string | null;
  @BooleanField({ optional: true, example: true, description: 'The one that `company_id` names.' }) primary?:
    | boolean
    | null;
}

export class CreateContactDto extends PersonFields {
  @DirectoryField('contact_type') type?: string | null;
  @IdField('company', {
    optional: true,
    description:
      'The company where the person works first of all: the primary one of `companies`. Another id takes its place, or makes one of the list primary.',
    example: null,
  })
  company_id?: string | null;
  @ListField(ContactCompanyDto, {
    kind: 'contact_companies',
    max: 50,
    optional: true,
    example: [],
    description: 'Every company where the person works. The first is primary unless told.',
  })
  companies?: ContactCompanyDto[] | null;
  @BooleanField({
    optional: true,
    example: true,
    description: 'Whether exports may hold it; true unless told.',
  })
  include_in_export?: boolean | null;
}

export class UpdateContactDto extends changesOf(CreateContactDto) {}

export class ContactDto extends recordAnswer('contact', CreateContactDto) {
  @DisplayNameField() display_name: string | null;
  @IdField('lead', { nullable: true, example: null, description: 'The lead that it was made of.' }) lead_id:
    | string
    | null;
}
