import { appsRead } from '@access/installations';
import { defineEvent } from '@platform/events';

import { AppDto } from './app.dto';

const about = { object: 'app', payload: AppDto, scope: appsRead } as const;

/** What happens to the apps that a workspace makes itself. */
export const ownAppEvents = {
  created: defineEvent({ ...about, type: 'own_app.created', summary: 'An app was made in this workspace.' }),
  updated: defineEvent({
    ...about,
    type: 'own_app.updated',
    summary: 'An app of this workspace has a new version, another secret, or was reviewed.',
  }),
};
