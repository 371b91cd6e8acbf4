import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { productType } from '@crm/products';

/** Those that go through the stages of a pipeline. */
export const STAGED_TYPES = [leadType, dealType];

/** The records of clients and what is sold to them: those that come in masses. */
export const CLIENT_TYPES = [...STAGED_TYPES, contactType, companyType, productType];
