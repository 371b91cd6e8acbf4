import { EVENT_FILTER } from '@ecosystem/event-log';
import {
  BooleanField,
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextListField,
  TimeField,
} from '@platform/http';

import { REPLAY_STATES, type ReplayState } from './replay.entity';

const SEQUENCE = { min: 1, max: Number.MAX_SAFE_INTEGER } as const;

export const REPLAY_KINDS = ['failed'] as const;

/** What of the log is sent once more. */
export class CreateWebhookReplayDto {
  @IntegerField({ ...SEQUENCE, optional: true, description: 'From this event on.', example: 4711 })
  from_sequence?: number | null;

  @IntegerField({
    ...SEQUENCE,
    optional: true,
    description: 'To this event, which is the last.',
    example: 5000,
  })
  to_sequence?: number | null;

  @TimeField({
    optional: true,
    example: null,
    description: 'Instead of `from_sequence`: what happened then or later.',
  })
  since?: string | null;

  @TimeField({
    optional: true,
    example: null,
    description: 'Instead of `to_sequence`: what happened before.',
  })
  until?: string | null;

  @ChoiceField(REPLAY_KINDS, {
    optional: true,
    description:
      '`failed` takes up the deliveries that were given up, and no others: without a range all of them. Everything that the endpoint takes unless told.',
  })
  only?: (typeof REPLAY_KINDS)[number] | null;

  @TextListField({
    optional: true,
    max: 100,
    description: 'Only these types of event; `deal.*` stands for all of one object.',
    example: ['deal.*'],
  })
  types?: string[] | null;

  @JsonField(EVENT_FILTER, {
    optional: true,
    example: null,
    description: 'Only events that meet this filter, beside that of the endpoint.',
  })
  filter?: object | null;
}

/** How far a replay has come. */
export class ReplayProgressDto {
  @IntegerField({
    min: 0,
    max: 1_000_000_000,
    description: 'Deliveries that it has made so far.',
    example: 500,
  })
  made: number;
  @IntegerField({
    min: 0,
    max: 1_000_000_000,
    description: 'Those of them that were accepted.',
    example: 499,
  })
  delivered: number;
  @IntegerField({ min: 0, max: 1_000_000_000, description: 'Those of them that were given up.', example: 1 })
  failed: number;
}

/** How many deliveries a replay would make. */
export class ReplayMatchDto {
  @IntegerField({ min: 0, max: 1_000_000_000, example: 289 }) count: number;
  @BooleanField({
    description: 'False when the range is too long to count: there are at least so many.',
    example: true,
  })
  is_complete: boolean;
}

/** A part of the log that is sent to an endpoint once more. */
export class WebhookReplayDto {
  @IdField('webhook_replay', { description: 'Also the header `webhook-replay` of its requests.' }) id: string;
  @IdField('webhook_endpoint') endpoint_id: string;
  @ChoiceField(REPLAY_STATES, {
    description: '`completed` once each of its deliveries is accepted or given up.',
  })
  state: ReplayState;
  @IntegerField({ ...SEQUENCE, example: 4711 }) from_sequence: number;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, example: 5000 }) to_sequence: number;
  @ChoiceField(REPLAY_KINDS, { nullable: true, example: null }) only: (typeof REPLAY_KINDS)[number] | null;
  @TextListField({ nullable: true, max: 100, example: ['deal.*'] }) types: string[] | null;
  @JsonField(EVENT_FILTER, { nullable: true, example: null }) filter: object | null;
  @ObjectField(ReplayProgressDto) progress: ReplayProgressDto;
  @ObjectField(ReplayMatchDto, {
    nullable: true,
    description: 'With `validate_only` alone: what it would send.',
  })
  matching: ReplayMatchDto | null;
  @TimeField() created_at: string;
  @TimeField({ nullable: true, description: 'When it was through or cancelled.' }) finished_at: string | null;
}
