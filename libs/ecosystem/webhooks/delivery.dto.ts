import { ChoiceField, IdField, IntegerField, PageQueryDto, TextField, TimeField } from '@platform/http';
import { exampleId } from '@platform/ids';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'parked'] as const;

/** `failed` means given up: every try of the schedule was used; `parked` that later ones of its record wait behind it. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Which deliveries of an endpoint to list. */
export class EndpointDeliveriesQueryDto extends PageQueryDto {
  @ChoiceField(DELIVERY_STATES, { optional: true, description: 'Only deliveries in this state.' })
  state?: DeliveryState;

  @IdField('event', { optional: true, description: 'Only deliveries of this event.' }) event_id?: string;

  @TextField({
    optional: true,
    max: 40,
    example: exampleId('deal'),
    description: 'Only deliveries of events about this record or other thing, by its id.',
  })
  record_id?: string;

  @TextField({
    optional: true,
    max: 100,
    example: 'deal.won',
    description: 'Only deliveries of this type of event.',
  })
  type?: string;

  @TextField({
    optional: true,
    max: 100,
    example: exampleId('request'),
    description: 'Only deliveries of what this request caused, by the `Request-Id` of its answer.',
  })
  request_id?: string;

  @TimeField({ optional: true, description: 'Only of events that happened then or later.' }) since?: string;
  @TimeField({ optional: true, description: 'Only of events that happened before.' }) until?: string;
}

/** Which deliveries of a workspace to list. */
export class DeliveriesQueryDto extends EndpointDeliveriesQueryDto {
  @IdField('webhook_endpoint', { optional: true, description: 'Only deliveries to this endpoint.' })
  endpoint_id?: string;
}

/** One event on its way to one endpoint. */
export class DeliveryDto {
  @IdField('delivery') id: string;
  @IdField('webhook_endpoint') endpoint_id: string;
  @IdField('event', { description: 'Also the `webhook-id` of every attempt.' }) event_id: string;
  @TextField({ example: 'deal.won' }) type: string;
  @IntegerField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The sequence of the event.',
    example: 4711,
  })
  sequence: number;
  @TextField({
    nullable: true,
    max: 40,
    example: exampleId('deal'),
    description: 'The id of what the event is about.',
  })
  record_id: string | null;
  @IdField('webhook_replay', { nullable: true, example: null, description: 'The replay that it is part of.' })
  replay_id: string | null;
  @ChoiceField(DELIVERY_STATES, {
    description:
      '`failed` after the last try of the schedule. With `ordering: record` it is `parked` instead: the later ones of its record wait until it is sent (`retry`) or passed over (`skip`).',
  })
  state: DeliveryState;
  @IntegerField({ min: 0, max: 32_767, description: 'How many attempts were made.', example: 1 })
  attempts: number;
  @TimeField({
    nullable: true,
    description: 'When the next attempt is due; null while it waits for an earlier one.',
    example: null,
  })
  next_attempt_at: string | null;
  @TimeField() created_at: string;
  @TimeField({ nullable: true, description: 'When it was accepted or given up.' }) finished_at: string | null;
  @TextField({
    nullable: true,
    example: null,
    description:
      'Why it was closed without being sent: `owner_gone`, `missing_scope` and `record_hidden` when the owner of the endpoint may not see the event any more, `event_expired` when it is past its retention, `endpoint_removed`, `skipped` when somebody passed it over, `left_behind` when the endpoint was resumed from a later place. Null when every try was used.',
  })
  reason: string | null;
}

/** One request to an endpoint. */
export class AttemptDto {
  @IntegerField({ min: 1, max: 32_767, description: 'Counts from 1, as `webhook-attempt` does.', example: 1 })
  number: number;
  @TimeField() attempted_at: string;
  @IntegerField({ min: 0, max: 600_000, example: 84 }) duration_ms: number;
  @IntegerField({
    nullable: true,
    min: 100,
    max: 999,
    description: 'Null when no answer came.',
    example: 204,
  })
  status: number | null;
  @TextField({ nullable: true, description: 'A stable code of why it failed.', example: null })
  error: string | null;
  @TextField({
    nullable: true,
    min: 0,
    max: 4096,
    description: 'The first 4,096 bytes of the answer.',
    example: '',
  })
  response: string | null;
}

/** How many deliveries were changed. */
export class ChangedDeliveriesDto {
  @IntegerField({ min: 0, max: 1_000_000, description: 'How many deliveries it was done to.', example: 12 })
  count: number;
}
