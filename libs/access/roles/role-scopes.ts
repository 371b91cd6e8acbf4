import { defineScope } from '@platform/http';

/** Lets a token see what the members of the workspace may do. */
export const rolesRead = defineScope('roles:read', 'see roles and what members may do');

/** Lets a token say what the members of the workspace may do. */
export const rolesManage = defineScope('roles:manage', 'create, change and delete roles');
