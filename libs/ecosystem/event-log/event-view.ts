import type { LoggedEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';

import type { EventDto } from './event.dto';

/** The public form of an event; the order of its fields is part of what webhooks sign, so it never changes. */
export const eventView = (event: LoggedEvent): EventDto => ({
  id: toTypeId('event', event.id),
  type: event.type,
  sequence: event.sequence,
  timestamp: event.occurred_at.toISOString(),
  workspace_id: toTypeId('workspace', event.workspace_id),
  request_id: event.request_id,
  actor: { type: event.actor.type, id: event.actor.id },
  data: { object: event.data.object, changes: event.data.changes },
});
