import { defineEvent } from '@platform/events';

import { ActivityDto } from './activity.dto';

export const activityCompleted = defineEvent({
  type: 'activity.completed',
  summary: 'An activity was done.',
  object: 'activity',
  payload: ActivityDto,
  scope: { name: 'activities:read', allows: 'read activities' },
});
