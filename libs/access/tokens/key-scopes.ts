import { defineScope } from '@platform/http';

/** Lets a token see which keys the workspace has, never the keys themselves. */
export const keysRead = defineScope('keys:read', 'see which keys the workspace has');

/** Lets a token see the personal tokens of the member it acts for, never the tokens themselves. */
export const tokensRead = defineScope('tokens:read', 'see your personal tokens');

/** Lets a personal token make others of the same member that may do no more than itself, and change, replace and end all of them. */
export const tokensManage = defineScope(
  'tokens:manage',
  'create, change, replace and revoke your personal tokens',
);

/** Lets a token make keys that may do no more than itself, and change, replace and end all keys. */
export const keysManage = defineScope('keys:manage', 'create, change, replace and revoke keys');
