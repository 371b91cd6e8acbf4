import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';

/** The records of clients: those that come in masses. */
export const CLIENT_TYPES = [leadType, dealType, contactType, companyType];
