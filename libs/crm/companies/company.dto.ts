import { ClientFields, MoneyDto } from '@crm/contact-details';
import { DirectoryField } from '@crm/directories';
import { recordAnswer } from '@crm/records';
import { changesOf, IdField, ObjectField, TextField } from '@platform/http';

export class CreateCompanyDto extends ClientFields {
  @TextField({ example: 'Dubois SARL' }) name: string;
  @IdField('company', {
    optional: true,
    example: null,
    description: 'The company that it belongs to; there may be ten levels.',
  })
  parent_id?: string | null;
  @DirectoryField('company_type') type?: string | null;
  @DirectoryField('industry') industry?: string | null;
  @DirectoryField('employee_count') employee_count?: string | null;
  @ObjectField(MoneyDto, { kind: 'money', optional: true }) annual_revenue?: MoneyDto | null;
}

export class UpdateCompanyDto extends changesOf(CreateCompanyDto) {}

export class CompanyDto extends recordAnswer('company', CreateCompanyDto) {
  @IdField('lead', { nullable: true, example: null, description: 'The lead that it was made of.' }) lead_id:
    | string
    | null;
}
