import { defineScope } from '@platform/http';

/** Lets a token see which keys the workspace has, never the keys themselves. */
export const keysRead = defineScope('keys:read', 'see which keys the workspace has');

/** Lets a token make keys that may do no more than itself, and change, replace and end all keys. */
export const keysManage = defineScope('keys:manage', 'create, change, replace and revoke keys');
