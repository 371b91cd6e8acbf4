import { defineEvent } from '@platform/events';
import { defineScope } from '@platform/http';

import { WorkspaceDto } from './workspace.dto';

/** Lets a token change what holds for the whole workspace. */
export const workspaceAdmin = defineScope('workspace:admin', 'change the settings of the workspace');

/** A setting of the workspace is another one now. */
export const workspaceUpdated = defineEvent({
  type: 'workspace.updated',
  summary: 'A setting of the workspace was changed.',
  object: 'workspace',
  payload: WorkspaceDto,
  scope: workspaceAdmin,
});
