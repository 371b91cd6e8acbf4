import { matchKeysOf, repeatsOf } from '@crm/duplicates';
import { LINKED_THINGS } from '@crm/record-links';
import { defineRecordType } from '@crm/records';

import { CompanyDto, CreateCompanyDto, UpdateCompanyDto } from './company.dto';
import { Company } from './company.entity';
import { checkHierarchy } from './company-hierarchy';

export const companyType = defineRecordType<Company>({
  name: 'company',
  plural: 'companies',
  words: { one: 'a company', many: 'companies' },
  row: Company,
  create: CreateCompanyDto,
  update: UpdateCompanyDto,
  view: CompanyDto,
  governed: 'itself',
  lookups: [matchKeysOf('company')],
  repeats: repeatsOf('company', CompanyDto),
  sorts: { name: { column: 'name', text: true } },
  reverse: {
    contacts: { kind: 'contact', through: 'companies' },
    deals: { kind: 'deal', through: 'company' },
    children: { kind: 'company', through: 'parent' },
    ...LINKED_THINGS,
  },
  rules: checkHierarchy,
});
