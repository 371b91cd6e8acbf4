import {
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
  TimeField,
} from '@platform/http';

const ANY_OBJECT = { type: 'object', additionalProperties: true };

/** Who made a change. */
export class EventActorDto {
  @ChoiceField(['member', 'app', 'form', 'import', 'automation', 'system']) type: string;

  @TextField({
    nullable: true,
    description: 'The id of the member, installation or key; null for the system itself.',
    example: 'memb_01j4eds6gyfgx9y00b5gex2qv0',
  })
  id: string | null;
}

/** What an event is about. */
export class EventDataDto {
  @JsonField(ANY_OBJECT, {
    description: 'The object after the change, as its own API shows it.',
    example: { id: 'deal_01j4eds6gyfgx9y00b5gex2qv0' },
  })
  object: object;

  @JsonField(ANY_OBJECT, {
    description: 'The fields that changed: `{"field": {"from": …, "to": …}}`.',
    example: { title: { from: 'Offer', to: 'Order' } },
  })
  changes: object;
}

/** One thing that happened, the same in the events API and in the body of a webhook. */
export class EventDto {
  @IdField('event') id: string;
  @TextField({ example: 'deal.won' }) type: string;

  @IntegerField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: "Its place in the workspace's log: 1, 2, 3 … without gaps.",
    example: 4711,
  })
  sequence: number;

  @TimeField() timestamp: string;
  @IdField('workspace') workspace_id: string;
  @TextField({ description: 'The request that caused it.', example: 'req_01j4eds6gyfgx9y00b5gex2qv0' })
  request_id: string;
  @ObjectField(EventActorDto) actor: EventActorDto;
  @ObjectField(EventDataDto) data: EventDataDto;

  @ChoiceField(['thin', 'fields'], {
    optional: true,
    nullable: false,
    description:
      'Only where less than everything is told: `thin` when `data.object` is the id, type and url of the object, `fields` when it has some of its fields.',
    example: 'thin',
  })
  payload?: 'thin' | 'fields';

  @TimeField({
    optional: true,
    nullable: false,
    description: 'Only when what the event told was erased, and since when.',
    example: '2026-11-21T09:30:00.000Z',
  })
  erased_at?: string;
}

/** Which thing a thin event is about. */
export class ThinObjectDto {
  @TextField({ example: 'deal_01j4eds6gyfgx9y00b5gex2qv0' }) id: string;
  @TextField({ description: 'What kind of thing it is.', example: 'deal' }) type: string;
  @TextField({
    nullable: true,
    description: 'Where the API shows it, below its own address; null where it has no such place.',
    example: '/v1/deals/deal_01j4eds6gyfgx9y00b5gex2qv0',
  })
  url: string | null;
}
