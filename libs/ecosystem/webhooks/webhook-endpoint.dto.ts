import { EVENT_FILTER } from '@ecosystem/event-log';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  check,
  type FieldOptions,
  field,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

import { ORDERINGS, type Ordering } from './ordering';
import {
  ENDPOINT_STATES,
  type EndpointState,
  STATE_REASONS,
  type StateReason,
} from './webhook-endpoint.entity';

export const DEFAULT_CONCURRENCY = 8;
/** Stands for the value of a header in answers; sent back, it keeps the value that is stored. */
export const HIDDEN = '***';

/** Header names with their values; null takes one away (RFC 7396). */
const HeadersField = (options: FieldOptions) =>
  field(
    'headers',
    {
      type: 'object',
      maxProperties: 20,
      additionalProperties: { type: ['string', 'null'], maxLength: 2048 },
    },
    [check('isHeaders', 'must be an object of texts', isHeaders)],
    options,
  );

const isHeaders = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => one === null || typeof one === 'string');

/** What an owner decides about an endpoint. */
export class CreateWebhookEndpointDto {
  @TextField({
    max: 2048,
    description: 'Where events are sent: https and a public host.',
    example: 'https://example.com/hooks/dealwright',
  })
  url: string;

  @TextListField({
    max: 100,
    description: 'Types of event to send; `deal.*` stands for all of one object, `*` for all.',
    example: ['deal.*', 'contact.created'],
  })
  types: string[];

  @JsonField(EVENT_FILTER, {
    optional: true,
    description:
      'Only events that meet this filter are sent: it must fit every object whose events the endpoint takes. Relative times count from when the event happened.',
    example: { changed: { has: 'owner_id' } },
  })
  filter?: object | null;

  @TextField({ optional: true, max: 500, example: 'Production' }) description?: string | null;

  @BooleanField({
    optional: true,
    description: 'Leave out what the credential that created the endpoint caused itself; false unless told.',
    example: false,
  })
  skip_own?: boolean | null;

  @HeadersField({
    optional: true,
    description: `Sent with every request, at most 20. Values are never shown again: answers have \`${HIDDEN}\` in their place, which keeps the stored value when it is sent back.`,
    example: { authorization: 'Bearer my-own-secret' },
  })
  headers?: Record<string, string | null> | null;

  @IntegerField({
    optional: true,
    min: 1,
    max: 64,
    description: `How many requests may be open at once, ${DEFAULT_CONCURRENCY} unless told.`,
    example: DEFAULT_CONCURRENCY,
  })
  max_concurrency?: number | null;

  @ChoiceField(ORDERINGS, {
    optional: true,
    description:
      '`none` promises no order and is the fastest. `record` sends the events of each record one after the other: one that fails holds back the later ones of its own record. `endpoint` sends all events one after the other: one that fails holds back everything. `none` unless told.',
  })
  ordering?: Ordering | null;
}

/** A change of an endpoint. */
export class UpdateWebhookEndpointDto extends changesOf(CreateWebhookEndpointDto) {}

/** How deliveries to an endpoint go. */
export class WebhookEndpointHealthDto {
  @ChoiceField(['healthy', 'failing']) state: 'healthy' | 'failing';
  @TimeField({ nullable: true, description: 'When it began to do nothing but fail.', example: null })
  failing_since: string | null;
  @IntegerField({ nullable: true, min: 100, max: 999, description: 'The last HTTP status.', example: 200 })
  last_status: number | null;
}

/** Where a customer is told of events. */
export class WebhookEndpointDto {
  @IdField('webhook_endpoint') id: string;
  @TextField({ max: 2048, example: 'https://example.com/hooks/dealwright' }) url: string;
  @TextListField({ max: 100, example: ['deal.*', 'contact.created'] }) types: string[];
  @JsonField(EVENT_FILTER, { nullable: true, example: null }) filter: object | null;
  @TextField({ nullable: true, max: 500, example: 'Production' }) description: string | null;
  @BooleanField({ example: false }) skip_own: boolean;
  @HeadersField({ example: { authorization: HIDDEN } }) headers: Record<string, string>;
  @IntegerField({ min: 1, max: 64, example: DEFAULT_CONCURRENCY }) max_concurrency: number;
  @ChoiceField(ORDERINGS) ordering: Ordering;

  @ChoiceField(ENDPOINT_STATES, {
    description:
      '`paused` by you, `disabled` after 5 days of nothing but failures, `gone` because it answered 410. What happens meanwhile is sent on resume, as far as it is still kept (30 days).',
  })
  state: EndpointState;

  @ChoiceField(STATE_REASONS, {
    nullable: true,
    example: null,
    description:
      'Why its order paused it: `order_blocked` when the tries of the one delivery that all others wait for are used up, `too_many_parked` when 10,000 deliveries wait behind parked ones.',
  })
  state_reason: StateReason | null;

  @ObjectField(WebhookEndpointHealthDto) health: WebhookEndpointHealthDto;
  @IdField('installation', {
    nullable: true,
    example: null,
    description: 'The app whose manifest says what it is: it can be paused, and not changed.',
  })
  installation_id: string | null;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}

/** An endpoint with the secret that signs its requests. */
export class WebhookEndpointWithSecretDto extends WebhookEndpointDto {
  @TextField({
    description: 'Shown this once: check the signature of every request with it (Standard Webhooks).',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  secret: string;
}

/** From where an endpoint goes on. */
export class ResumeWebhookEndpointDto {
  @TextField({
    optional: true,
    max: 40,
    description:
      '`stop` (unless told): from where it stopped, with all that happened meanwhile. `now`: only what happens from now on. Or a time: with what happened then or later, sent before or not. What is left out so while it was pending is listed as `failed`.',
    example: 'stop',
  })
  from?: string | null;
}

/** Which type of event to send as a test. */
export class TestWebhookEndpointDto {
  @TextField({
    optional: true,
    description: 'A type of event, the first that the endpoint takes unless told.',
    example: 'deal.won',
  })
  type?: string | null;
}

/** What came of a test. */
export class WebhookTestDto {
  @BooleanField({ description: 'Whether the receiver answered 2xx.', example: true }) delivered: boolean;
  @IntegerField({ nullable: true, min: 100, max: 999, example: 204 }) status: number | null;
  @TextField({ nullable: true, description: 'Why there was no usable answer.', example: null })
  error: string | null;
  @IntegerField({ min: 0, max: 600_000, example: 84 }) duration_ms: number;
  @TextField({ nullable: true, max: 4096, description: 'The beginning of the answer.', example: null })
  response: string | null;
}
