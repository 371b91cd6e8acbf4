import { type Columns, defineFieldKind, type Edit } from '@crm/records';
import { toTypeId, toUuid } from '@platform/ids';

import type { Contact, StoredContactCompany } from './contact.entity';
import { ContactCompany } from './contact-company.entity';

/** The companies of a contact: read from the contact, found from the company through `contact_companies`. */
defineFieldKind(
  'contact_companies',
  {
    store: (value, { name }, row) => {
      row[name] = ((value ?? []) as StoredContactCompany[]).map(({ company_id, role, primary }) => ({
        company_id: toUuid('company', company_id) ?? company_id,
        role: role ?? null,
        primary: primary ?? null,
      }));
    },
    present: (row, { name }) =>
      companiesIn(row, name).map((entry) => ({
        ...entry,
        company_id: toTypeId('company', entry.company_id),
      })),
    lookup: {
      row: ContactCompany,
      owner: 'contact_id',
      rows: (row, field) =>
        companiesIn(row, field).map(({ company_id, role, primary }) => ({
          contact_id: row.id,
          company_id,
          role,
          is_primary: primary,
        })),
    },
    sameness: ({ company_id }) => String(company_id),
    listed: {
      kind: 'company',
      row: ContactCompany,
      owner: 'contact_id',
      id: 'company_id',
      beside: 'company_id',
      as: 'company',
    },
  },
  'list',
);

const companiesIn = (row: Columns, field: string): StoredContactCompany[] =>
  (row[field] ?? []) as StoredContactCompany[];

/** The companies of a contact, as a list that names records. */
export const CONTACT_COMPANIES = { field: 'companies', beside: 'company_id', kind: 'company' } as const;

/**
 * Keeps `company_id` and the primary one of `companies` the same. A list decides which is primary: the entry marked so, else
 * the one that was, else the first. An id alone takes the place of the primary company, or makes one of the list primary.
 */
export function settlePrimary(edit: Edit<Contact>): void {
  const { given, row } = edit;
  if (given.has('companies')) row.company_id = primaryOf(edit);
  else if (given.has('company_id')) row.companies = withCompany(row.companies, row.company_id);
  else return;
  row.companies = row.companies.map((entry) => ({ ...entry, primary: entry.company_id === row.company_id }));
}

function primaryOf(edit: Edit<Contact>): string | null {
  const { before, given, row } = edit;
  const find = (is: (entry: StoredContactCompany) => boolean) => row.companies.find(is)?.company_id;
  const marked = find(({ primary }) => primary === true);
  if (given.has('company_id')) {
    const listed = find(({ company_id }) => company_id === row.company_id) ?? null;
    if (listed !== row.company_id || (marked ?? row.company_id) !== row.company_id)
      edit.fault('/company_id', 'contradicts_companies', 'company_id must be the primary one of companies');
    return row.company_id;
  }
  const former = find(({ company_id }) => company_id === before?.company_id);
  return marked ?? former ?? row.companies[0]?.company_id ?? null;
}

function withCompany(
  companies: readonly StoredContactCompany[],
  companyId: string | null,
): StoredContactCompany[] {
  if (companyId !== null && companies.some(({ company_id }) => company_id === companyId))
    return [...companies];
  const others = companies.filter(({ primary }) => primary !== true);
  return companyId === null ? others : [{ company_id: companyId, role: null, primary: true }, ...others];
}
