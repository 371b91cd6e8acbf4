import { defineRecordType } from '@crm/records';

import { CompanyDto, CreateCompanyDto, UpdateCompanyDto } from './company.dto';
import { Company } from './company.entity';

export const companyType = defineRecordType<Company>({
  name: 'company',
  plural: 'companies',
  words: { one: 'a company', many: 'companies' },
  row: Company,
  create: CreateCompanyDto,
  update: UpdateCompanyDto,
  view: CompanyDto,
  sorts: { name: { column: 'name', text: true } },
});
