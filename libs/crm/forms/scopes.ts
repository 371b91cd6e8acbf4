import { defineScope } from '@platform/http';

const manage = defineScope(
  'forms:manage',
  'create, change and delete web forms, and release what was held back',
);

/** Forms and what was sent with them share their scopes. */
export const FORM_SCOPES = {
  read: defineScope('forms:read', 'read web forms and what was sent with them'),
  write: manage,
  delete: manage,
};
