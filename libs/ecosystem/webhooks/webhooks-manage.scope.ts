import { defineScope } from '@platform/http';

/** The right to set up webhooks and to look at their deliveries. */
export const webhooksManage = defineScope('webhooks:manage', 'set up webhooks and see what was delivered');
