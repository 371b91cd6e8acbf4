import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import type { RecordType } from '@crm/records';

/** What a lead can become, in the order in which it is made: each may link to those before it. */
export const PARTS = ['company', 'contact', 'deal'] as const;

export type Part = (typeof PARTS)[number];

/** The kind of record of each part. */
export const PART_TYPES: Readonly<Record<Part, RecordType>> = {
  company: companyType,
  contact: contactType,
  deal: dealType,
};
