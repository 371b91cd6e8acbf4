import { EventDto, exampleEvent, ThinObjectDto } from '@ecosystem/event-log';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type EventDefinition, eventTypes } from '@platform/events';
import { dtoSchemas, type JsonSchema, operationSchemas, type Scope, schemaRef } from '@platform/http';

import { withMergedAddresses } from './merged-addresses';
import { describedTags } from './openapi-texts';
import { describeCodes } from './reference/describe-codes';

/** The whole contract: every route that declares an operation, and every event under `webhooks`. */
export function describeApi(
  app: INestApplication,
  publicUrl: string,
  scopes: Iterable<Scope>,
): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Dealwright API')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const { openapi, info, paths } = SwaggerModule.createDocument(app, settings, {
    autoTagControllers: false,
  });
  const events = eventTypes();
  const told = [EventDto, ThinObjectDto, ...events.map(({ payload }) => payload)];
  const document = {
    openapi,
    info,
    servers: [{ url: publicUrl }],
    tags: describedTags(paths),
    paths: withMergedAddresses(sorted(paths)),
    webhooks: Object.fromEntries(events.map((event) => [event.type, webhook(event)])),
    components: {
      schemas: sorted(
        describeCodes({
          ...operationSchemas(),
          ...dtoSchemas(told),
          ...eventSchemas(events),
          ...chosenSchemas(events),
          ThinEvent: thinEventSchema(),
        }),
      ),
      securitySchemes: securitySchemes(publicUrl, scopes),
    },
  };
  return document as unknown as OpenAPIObject;
}

const DESCRIPTION = `The public REST API of Dealwright, a headless CRM: leads, deals, contacts, companies, pipelines, events and webhooks.

Every answer carries a \`Request-Id\`. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\` and all faults at once.
Every write takes an \`Idempotency-Key\` and \`validate_only\`. Lists are pages with a \`next_cursor\`.`;

const eventSchemaName = ({ type }: EventDefinition): string =>
  `${type
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Event`;

/** One schema per type of event, so that a reader's \`type\` tells what \`data.object\` is. */
const eventSchemas = (events: readonly EventDefinition[]): Record<string, JsonSchema> =>
  Object.fromEntries(events.map((event) => [eventSchemaName(event), eventSchema(event)]));

const CHANGES = {
  type: 'object',
  description: 'The fields that changed.',
  additionalProperties: { type: 'object', required: ['from', 'to'], properties: { from: {}, to: {} } },
};

interface ObjectSchema extends JsonSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

/** A body that tells everything: those that tell less say so. */
function eventSchema(event: EventDefinition): JsonSchema {
  const base = dtoSchemas([EventDto]).Event as ObjectSchema;
  const { payload: _, erased_at: __, ...properties } = base.properties;
  const data = dataSchema(schemaRef(event.payload), CHANGES);
  return { ...base, properties: { ...properties, type: { type: 'string', const: event.type }, data } };
}

const dataSchema = (object: JsonSchema, changes: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['object', 'changes'],
  properties: { object, changes },
});

const NO_CHANGES = { type: 'object', description: 'Nothing is told of them.', maxProperties: 0 };

/** A body that tells which thing it is about, and nothing of it. */
function thinEventSchema(): JsonSchema {
  const base = dtoSchemas([EventDto]).Event as ObjectSchema;
  return {
    ...base,
    required: [...base.required, 'payload'],
    properties: {
      ...base.properties,
      data: dataSchema(schemaRef(ThinObjectDto), NO_CHANGES),
      payload: { type: 'string', const: 'thin' },
    },
  };
}

/** A body that tells some fields of a thing. */
function chosenEventSchema(event: EventDefinition): JsonSchema {
  const base = dtoSchemas([EventDto]).Event as ObjectSchema;
  const { erased_at: _, ...properties } = base.properties;
  return {
    ...base,
    required: [...base.required, 'payload'],
    properties: {
      ...properties,
      type: { type: 'string', const: event.type },
      data: dataSchema({ $ref: `#/components/schemas/${chosenName(event)}` }, CHANGES),
      payload: { type: 'string', const: 'fields' },
    },
  };
}

const payloadName = ({ payload }: EventDefinition): string =>
  (schemaRef(payload) as { $ref: string }).$ref.split('/').at(-1) ?? '';

const chosenName = (event: EventDefinition): string => `Chosen${payloadName(event)}`;

/** Each thing with fewer of its fields: the id alone is always there. */
function chosenSchemas(events: readonly EventDefinition[]): Record<string, JsonSchema> {
  const schemas = dtoSchemas(events.map(({ payload }) => payload));
  return Object.fromEntries(
    events.map((event) => [chosenName(event), { ...schemas[payloadName(event)], required: ['id'] }]),
  );
}

const webhook = (event: EventDefinition) => ({
  post: {
    operationId: event.type,
    summary: event.summary,
    tags: ['webhooks'],
    description: `Sent to endpoints that subscribe to \`${event.type}\` and may read it (scope \`${event.scope.name}\`).`,
    // No token: the signature is the proof.
    security: [],
    parameters: WEBHOOK_HEADERS,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            anyOf: [
              { $ref: `#/components/schemas/${eventSchemaName(event)}` },
              chosenEventSchema(event),
              { $ref: '#/components/schemas/ThinEvent' },
            ],
          },
          example: exampleEvent(event),
        },
      },
    },
    responses: { '2XX': { description: 'Received. Anything else is tried again.' } },
  },
});

const webhookHeader = (name: string, description: string, type = 'string') => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type },
});

/** What comes with every webhook (Standard Webhooks 1.0.0, and two of our own). */
const WEBHOOK_HEADERS = [
  webhookHeader('webhook-id', 'The id of the event, the same at every attempt: tell duplicates by it.'),
  webhookHeader('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', 'integer'),
  webhookHeader(
    'webhook-signature',
    '`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, one per valid secret; to apps also `v1a,` and the base64 of an ed25519 signature of the same, by a key of `/.well-known/webhooks-jwks.json`. Separated by spaces: check it before you read the body.',
  ),
  webhookHeader('webhook-attempt', 'Counts from 1.', 'integer'),
  webhookHeader('webhook-endpoint', 'The id of the endpoint that it was sent to.'),
];

const securitySchemes = (publicUrl: string, scopes: Iterable<Scope>) => ({
  bearer: { type: 'http', scheme: 'bearer', description: 'A private app key (`dw_pak_…`).' },
  oauth2: {
    type: 'oauth2',
    description: 'Tokens of an installation, from the client credentials of its app.',
    flows: {
      clientCredentials: {
        tokenUrl: `${publicUrl}/oauth/token`,
        scopes: sorted(Object.fromEntries([...scopes].map(({ name, allows }) => [name, allows]))),
      },
    },
  },
});

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
