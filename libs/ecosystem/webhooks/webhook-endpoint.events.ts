import { defineEvent } from '@platform/events';

import { WebhookEndpointDto } from './webhook-endpoint.dto';
import { webhooksManage } from './webhooks-manage.scope';

const about = { object: 'webhook_endpoint', payload: WebhookEndpointDto, scope: webhooksManage } as const;

/** What happens to endpoints; being disabled or found gone is an update too. */
export const webhookEndpointEvents = {
  created: defineEvent({
    ...about,
    type: 'webhook_endpoint.created',
    summary: 'A webhook endpoint was set up',
  }),
  updated: defineEvent({
    ...about,
    type: 'webhook_endpoint.updated',
    summary: 'A webhook endpoint was changed, paused, resumed or disabled',
  }),
  deleted: defineEvent({
    ...about,
    type: 'webhook_endpoint.deleted',
    summary: 'A webhook endpoint was removed',
  }),
};
