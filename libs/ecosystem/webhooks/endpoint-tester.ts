import { exampleEvent, readRendering, renderingKey, visibleTypes } from '@ecosystem/event-log';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { type EventDefinition, EventLog, eventType, type LoggedEvent } from '@platform/events';
import { invalidRequest, type RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';

import { attempt } from './attempt';
import type { TestWebhookEndpointDto, WebhookTestDto } from './endpoint-actions.dto';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointStore } from './endpoint-store';
import { eyesOf } from './events-for-owners';
import { render, renderingOf } from './rendered-bodies';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

/** How far back the latest real event is looked for, in steps of the log's pages. */
const MOST_PAGES = 10;

/** An event as it is rendered, and what tells apart that something of it is hidden. */
interface Sample {
  readonly event: LoggedEvent;
  readonly hidden: string | null;
}

/** Sends events on trial, so that a receiver can be tried out; they are in no log and say nothing of its health. */
@Injectable()
export class EndpointTester {
  constructor(
    private readonly store: EndpointStore,
    private readonly secrets: EndpointSecrets,
    private readonly outbound: OutboundHttp,
    private readonly database: Database,
    private readonly log: EventLog,
  ) {}

  /**
   * Sends one event now, once, marked with the header `webhook-test: true`, as the endpoint wants it to be told. It has an id of
   * its own, also when it is a copy of a real one: a receiver that has done it must not take the real one for done.
   */
  async send(ctx: RequestContext, id: string, input: TestWebhookEndpointDto): Promise<WebhookTestDto> {
    const endpoint = await this.store.get(ctx, id);
    const definition = chosen(endpoint, input.type ?? undefined);
    const { event, hidden } = input.last_real
      ? await this.lastReal(ctx, endpoint, definition)
      : { event: madeUp(ctx, definition), hidden: null };
    const rendering = { ...readRendering(renderingOf(endpoint)), hidden };
    const { text } = render({ ...event, id: newUuid() }, renderingKey(rendering));
    const { id: eventId } = JSON.parse(text) as { id: string };
    const { isDelivered, status, error, durationMs, response } = await attempt(this.outbound, {
      id: eventId,
      url: endpoint.url,
      endpointId: toTypeId('webhook_endpoint', endpoint.id),
      headers: { ...this.secrets.headers(endpoint), 'webhook-test': 'true' },
      ...(await this.secrets.signers(endpoint, ctx.now)),
      body: Buffer.from(text),
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

  /** The latest event of a type that the caller and the owner of the endpoint may see. */
  private async lastReal(
    ctx: RequestContext,
    endpoint: WebhookEndpoint,
    { type, scope }: EventDefinition,
  ): Promise<Sample> {
    const audiences = await this.store.owners.audiences(this.database, [endpoint], ctx.now);
    const audience = audiences.get(endpoint.id) ?? null;
    const event = ctx.principal.scopes.has(scope.name) ? await this.latest(ctx, type, scope.name) : undefined;
    const [eyes] = await eyesOf(this.database, [{ audience, type, madeFor: endpoint.scopes, event }]);
    if (event && eyes && 'event' in eyes) return { event: { ...event, ...eyes.event }, hidden: eyes.hidden };
    throw invalidRequest([
      {
        pointer: '/last_real',
        code: 'no_such_event',
        detail: `The log has no event "${type}" that this endpoint may see`,
      },
    ]);
  }

  private async latest(ctx: RequestContext, type: string, scope: string): Promise<LoggedEvent | undefined> {
    const bounds = await this.log.bounds(ctx.workspaceId);
    let from = bounds.last + 1;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const range = { from, direction: 'backward', types: [type], scopes: [scope], limit: 1 } as const;
      const { events, reached, hasMore } = await this.log.page(ctx.workspaceId, range, bounds);
      if (events.length > 0 || !hasMore) return events[0];
      from = reached;
    }
    return undefined;
  }
}

const madeUp = (ctx: RequestContext, definition: EventDefinition): LoggedEvent => ({
  id: '',
  type: definition.type,
  sequence: exampleEvent(definition).sequence,
  workspace_id: ctx.workspaceId,
  occurred_at: ctx.now,
  request_id: ctx.requestId,
  actor: ctx.actor,
  principal: ctx.principal.id,
  object_kind: definition.object,
  data: exampleEvent(definition).data,
  erased_at: null,
});

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
