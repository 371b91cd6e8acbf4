import type { EventDefinition } from '@platform/events';
import { exampleOf } from '@platform/http';
import { exampleId } from '@platform/ids';

import type { EventDto } from './event.dto';

/** What an event of one type looks like, made of the examples in its contract. */
export const exampleEvent = ({ type, payload }: EventDefinition): EventDto => ({
  id: exampleId('event'),
  type,
  sequence: 4711,
  timestamp: '2026-11-21T09:30:00.000Z',
  workspace_id: exampleId('workspace'),
  request_id: exampleId('request'),
  actor: { type: 'member', id: exampleId('member') },
  data: { object: exampleOf(payload), changes: {} },
});
