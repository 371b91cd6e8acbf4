import { PersonFields } from '@crm/contact-details';
import { DirectoryField } from '@crm/directories';
import { recordAnswer } from '@crm/records';
import { BooleanField, changesOf, IdField } from '@platform/http';

export class CreateContactDto extends PersonFields {
  @DirectoryField('contact_type') type?: string | null;
  @IdField('company', { optional: true, description: 'The company where the person works.', example: null })
  company_id?: string | null;
  @BooleanField({
    optional: true,
    example: true,
    description: 'Whether exports may hold it; true unless told.',
  })
  include_in_export?: boolean | null;
}

export class UpdateContactDto extends changesOf(CreateContactDto) {}

export class ContactDto extends recordAnswer('contact', CreateContactDto) {}
