import { exampleEvent, visibleTypes } from '@ecosystem/event-log';
import { Injectable } from '@nestjs/common';
import { type EventDefinition, eventType } from '@platform/events';
import { invalidRequest, type RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';

import { attempt } from './attempt';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointStore } from './endpoint-store';
import type { TestWebhookEndpointDto, WebhookTestDto } from './webhook-endpoint.dto';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

/** Sends made-up events, so that a receiver can be tried out; they are in no log and say nothing of its health. */
@Injectable()
export class EndpointTester {
  constructor(
    private readonly store: EndpointStore,
    private readonly secrets: EndpointSecrets,
    private readonly outbound: OutboundHttp,
  ) {}

  /** Sends one such event now, once, marked with the header `webhook-test: true`. */
  async send(ctx: RequestContext, id: string, input: TestWebhookEndpointDto): Promise<WebhookTestDto> {
    const endpoint = await this.store.get(ctx, id);
    const example = exampleEvent(chosen(endpoint, input.type ?? undefined));
    const eventId = toTypeId('event', newUuid());
    const body = {
      ...example,
      id: eventId,
      timestamp: ctx.now.toISOString(),
      workspace_id: toTypeId('workspace', ctx.workspaceId),
      request_id: ctx.requestId,
      actor: { type: ctx.actor.type, id: ctx.actor.id },
    };
    const { isDelivered, status, error, durationMs, response } = await attempt(this.outbound, {
      id: eventId,
      url: endpoint.url,
      endpointId: toTypeId('webhook_endpoint', endpoint.id),
      headers: { ...this.secrets.headers(endpoint), 'webhook-test': 'true' },
      secrets: this.secrets.secretsInForce(endpoint, ctx.now),
      body: Buffer.from(JSON.stringify(body)),
      attempt: 1,
      now: ctx.now,
    });
    return {
      delivered: isDelivered,
      status,
      error,
      duration_ms: durationMs,
      response: response?.toString() ?? null,
    };
  }
}

function chosen(endpoint: WebhookEndpoint, asked: string | undefined): EventDefinition {
  const type = asked ?? visibleTypes(endpoint.types, new Set(endpoint.scopes))[0];
  const definition = type === undefined ? undefined : eventType(type);
  if (definition) return definition;
  throw invalidRequest([
    {
      pointer: '/type',
      code: asked === undefined ? 'required' : 'unknown_event_type',
      detail: 'Name a type of event from GET /v1/event-types',
    },
  ]);
}
