import { defineScope } from '@platform/http';

/** Lets a token see apps and where they are installed. */
export const appsRead = defineScope(
  'apps:read',
  'see the apps of the workspace, its own and what is installed',
);

/** Lets a token look for apps and ask an admin for one. */
export const appsRequest = defineScope('apps:request', 'see the marketplace and ask an admin for an app');

/** Lets a token decide about apps. */
export const appsManage = defineScope('apps:manage', 'make, install, set up and remove apps');
