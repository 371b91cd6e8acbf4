import { defineScope } from '@platform/http';

const manage = defineScope('currencies:manage', 'set and delete exchange rates');

/** Currencies and their rates share their scopes. */
export const CURRENCY_SCOPES = {
  read: defineScope('currencies:read', 'read currencies and exchange rates'),
  write: manage,
  delete: manage,
};
