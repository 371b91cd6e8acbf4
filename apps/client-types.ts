import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { productType } from '@crm/products';

/** The records of clients and what is sold to them: those that come in masses. */
export const CLIENT_TYPES = [leadType, dealType, contactType, companyType, productType];
