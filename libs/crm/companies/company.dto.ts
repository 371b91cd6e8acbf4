import { ClientFields, MoneyDto } from '@crm/contact-details';
import { DirectoryField } from '@crm/directories';
import { recordAnswer } from '@crm/records';
import { changesOf, ObjectField, TextField } from '@platform/http';

export class CreateCompanyDto extends ClientFields {
  @TextField({ example: 'Dubois SARL' }) name: string;
  @DirectoryField('company_type') type?: string | null;
  @DirectoryField('industry') industry?: string | null;
  @DirectoryField('employee_count') employee_count?: string | null;
  @ObjectField(MoneyDto, { kind: 'money', optional: true }) annual_revenue?: MoneyDto | null;
}

export class UpdateCompanyDto extends changesOf(CreateCompanyDto) {}

export class CompanyDto extends recordAnswer('company', CreateCompanyDto) {}
