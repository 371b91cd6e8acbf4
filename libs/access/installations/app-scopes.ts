import { defineScope } from '@platform/http';

/** Lets a token see apps and where they are installed. */
export const appsRead = defineScope('apps:read', 'see apps, the marketplace and what is installed');

/** Lets a token ask an admin for an app. */
export const appsRequest = defineScope('apps:request', 'ask an admin to install an app');

/** Lets a token decide about apps. */
export const appsManage = defineScope('apps:manage', 'make, install, set up and remove apps');
