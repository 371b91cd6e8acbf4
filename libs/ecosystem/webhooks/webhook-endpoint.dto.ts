import { API_VERSIONS, type ApiVersion, EVENT_FILTER, PAYLOADS, type Payload } from '@ecosystem/event-log';
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
    { secret: true, ...options },
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

  @ChoiceField(PAYLOADS, {
    optional: true,
    description:
      'Whether bodies tell the whole object and its changes (`full`, unless told), or only its id, type and url (`thin`).',
    example: 'full',
  })
  payload?: Payload | null;

  @TextListField({
    optional: true,
    nullable: true,
    max: 200,
    description:
      'Only these fields, beside the id, stand in `data.object` and `data.changes`; null for all. `custom_fields.key` is one of your own. Which events are sent is not changed by it: that is what `filter` says.',
    example: ['title', 'stage_id'],
  })
  fields?: string[] | null;

  @ChoiceField(API_VERSIONS, {
    optional: true,
    description: 'As which version of the API shows them things are told; `v1` unless told.',
    example: 'v1',
  })
  api_version?: ApiVersion | null;

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

  @IntegerField({
    optional: true,
    min: 1,
    max: 1000,
    description: 'How many requests may begin in a second; as many as the receiver bears unless told.',
    example: 50,
  })
  rate_per_second?: number | null;

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
  @ChoiceField(['healthy', 'failing', 'slow'], {
    description:
      '`failing` since its last attempt failed, `slow` when half of its answers take more than 2 s or one did not come in time.',
  })
  state: 'healthy' | 'failing' | 'slow';
  @TextField({
    nullable: true,
    description: 'Why it is not healthy: the `error` of its last attempt, or `slow_answers`.',
    example: null,
  })
  reason: string | null;
  @TimeField({ nullable: true, description: 'When it began to do nothing but fail.', example: null })
  failing_since: string | null;
  @IntegerField({ nullable: true, min: 100, max: 999, description: 'The last HTTP status.', example: 200 })
  last_status: number | null;
  @ChoiceField(['closed', 'open', 'half_open'], {
    description:
      '`open` after 10 failures in a row, or when half of at least 20 attempts in a minute failed: nothing is sent until `next_attempt_at`, then one attempt probes it (`half_open`).',
  })
  breaker: 'closed' | 'open' | 'half_open';
  @TimeField({ nullable: true, description: 'When something is sent next, if not now.', example: null })
  next_attempt_at: string | null;
}

/** Where a customer is told of events. */
export class WebhookEndpointDto {
  @IdField('webhook_endpoint') id: string;
  @TextField({ max: 2048, example: 'https://example.com/hooks/dealwright' }) url: string;
  @TextListField({ max: 100, example: ['deal.*', 'contact.created'] }) types: string[];
  @JsonField(EVENT_FILTER, { nullable: true, example: null }) filter: object | null;
  @TextField({ nullable: true, max: 500, example: 'Production' }) description: string | null;
  @BooleanField({ example: false }) skip_own: boolean;
  @ChoiceField(PAYLOADS, { example: 'full' }) payload: Payload;
  @TextListField({ nullable: true, max: 200, example: null }) fields: string[] | null;
  @ChoiceField(API_VERSIONS, { example: 'v1' }) api_version: ApiVersion;
  @HeadersField({ example: { authorization: HIDDEN } }) headers: Record<string, string>;
  @IntegerField({ min: 1, max: 64, example: DEFAULT_CONCURRENCY }) max_concurrency: number;
  @IntegerField({ nullable: true, min: 1, max: 1000, example: null }) rate_per_second: number | null;
  @ChoiceField(ORDERINGS) ordering: Ordering;

  @ChoiceField(ENDPOINT_STATES, {
    description:
      '`paused` by you, or by us when its address must not be called or its order lets nothing pass; `disabled` after 5 days of nothing but failures, `gone` because it answered 410. What happens meanwhile is sent on resume, as far as it is still kept (30 days).',
  })
  state: EndpointState;
  @ChoiceField(STATE_REASONS, {
    nullable: true,
    description:
      'Why it stands still: `failing` for 5 days, `receiver_gone` (410), `blocked_address` three times in a row, `order_blocked` when the tries of the one delivery that all others wait for are used up, `too_many_parked` when 10,000 deliveries wait behind parked ones, `app_suspended` while the app that it belongs to is; null when its owner stopped it, or nobody.',
    example: null,
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

export const NOTICE_STAGES = ['1h', '24h', '72h'] as const;

/** What an operational event tells beside the endpoint. */
export class WebhookEndpointNoticeDto {
  @ChoiceField(NOTICE_STAGES, {
    nullable: true,
    description: 'How long nothing but failures has been going on, in events of `webhook_endpoint.failing`.',
    example: '1h',
  })
  stage: (typeof NOTICE_STAGES)[number] | null;
  @TimeField({ nullable: true, description: 'Since when it failed.' }) since: string | null;
  @IntegerField({ min: 0, max: 2_147_483_647, description: 'Failures in a row.', example: 12 })
  attempts: number;
  @IntegerField({ nullable: true, min: 100, max: 999, description: 'The last HTTP status.', example: 503 })
  last_status: number | null;
  @TextField({
    nullable: true,
    description: 'The `error` of the last attempt.',
    example: 'unexpected_status',
  })
  last_error: string | null;
}

/** An endpoint of whose deliveries there is something to tell. */
export class NoticedWebhookEndpointDto extends WebhookEndpointDto {
  @ObjectField(WebhookEndpointNoticeDto) notice: WebhookEndpointNoticeDto;
}

/** An endpoint with the secret that signs its requests. */
export class WebhookEndpointWithSecretDto extends WebhookEndpointDto {
  @TextField({
    description: 'Shown this once: check the signature of every request with it (Standard Webhooks).',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  secret: string;
}
