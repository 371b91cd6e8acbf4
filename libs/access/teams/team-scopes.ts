import { defineScope } from '@platform/http';

/** Lets a token see the teams of the workspace. */
export const teamsRead = defineScope('teams:read', 'see the teams of the workspace');

/** Lets a token say who belongs to which team. */
export const teamsManage = defineScope('teams:manage', 'create, change and delete teams');
