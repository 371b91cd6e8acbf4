import { defineScope } from '@platform/http';

/** Lets a token see who works in the workspace. */
export const membersRead = defineScope('members:read', 'see the members of the workspace');
