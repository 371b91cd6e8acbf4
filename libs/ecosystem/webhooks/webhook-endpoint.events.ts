import { defineEvent } from '@platform/events';

import { NoticedWebhookEndpointDto, WebhookEndpointDto } from './webhook-endpoint.dto';
import { webhooksManage } from './webhooks-manage.scope';

const about = { object: 'webhook_endpoint', payload: WebhookEndpointDto, scope: webhooksManage } as const;

const told = { ...about, payload: NoticedWebhookEndpointDto } as const;

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
  resumed: defineEvent({
    ...about,
    type: 'webhook_endpoint.resumed',
    summary: 'A webhook endpoint that was stopped goes on',
  }),
};

/** What is told of how deliveries to endpoints go, each once. */
export const webhookEndpointNotices = {
  failing: defineEvent({
    ...told,
    type: 'webhook_endpoint.failing',
    summary: 'A webhook endpoint has done nothing but fail for 1, 24 or 72 hours',
  }),
  recovered: defineEvent({
    ...told,
    type: 'webhook_endpoint.recovered',
    summary: 'A webhook endpoint of which that was told answers again',
  }),
  disabled: defineEvent({
    ...told,
    type: 'webhook_endpoint.disabled',
    summary: 'We stopped a webhook endpoint: it failed for 5 days, or its address must not be called',
  }),
  gone: defineEvent({
    ...told,
    type: 'webhook_endpoint.gone',
    summary: 'A webhook endpoint answered 410 and was stopped',
  }),
};
