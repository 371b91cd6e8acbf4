import { activityType } from '@crm/activities';
import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { noteType } from '@crm/notes';
import { productType } from '@crm/products';

/** Those that go through the stages of a pipeline. */
export const STAGED_TYPES = [leadType, dealType];

/** The records that things belong to. */
export const LINKED_TYPES = [...STAGED_TYPES, contactType, companyType];

/** The records of clients, of what is sold to them and of the work with them: those that come in masses. */
export const CLIENT_TYPES = [...LINKED_TYPES, productType, activityType, noteType];
