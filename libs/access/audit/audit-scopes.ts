import { defineScope } from '@platform/http';

/** Lets a token read who did what only few may do. */
export const auditRead = defineScope('audit:read', 'read the audit log');
