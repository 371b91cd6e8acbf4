import { defineScope } from '@platform/http';

/** Lets a token see who works in the workspace. */
export const membersRead = defineScope('members:read', 'see the members of the workspace');

/** Lets a token say who works in the workspace. */
export const membersManage = defineScope('members:manage', 'invite, change and deactivate members');
