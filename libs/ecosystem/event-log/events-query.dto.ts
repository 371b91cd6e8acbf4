import {
  ChoiceField,
  IntegerField,
  JsonTextField,
  PageQueryDto,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

import { EVENT_FILTER, MAX_FILTER_TEXT } from './event-filter-contract';

export const LONGEST_WAIT_SECONDS = 30;

/** Which part of the log to read. */
export class EventsQueryDto extends PageQueryDto {
  @TextListField({
    optional: true,
    max: 50,
    description: 'Only these types of event, separated by commas; `deal.*` stands for all of one object.',
    example: ['deal.*', 'contact.created'],
  })
  types?: string[];

  @JsonTextField(EVENT_FILTER, {
    optional: true,
    max: MAX_FILTER_TEXT,
    example: { changed: { has: 'owner_id' } },
    description:
      'Only events that meet this filter, JSON text that must fit every object whose events are read; see the guide to filters. A page looks at some 2,000 events, so it may be short although `has_more` is true.',
  })
  filter?: string;

  @TextField({
    optional: true,
    nullable: false,
    max: 40,
    description:
      'Only events about the record, or anything else, with this id; of a record that others were merged into, about those, too, whichever of its ids is named.',
    example: 'deal_01jc6nrygyfgx9y01bdgemwqv0',
  })
  object_id?: string;

  @TextField({
    optional: true,
    nullable: false,
    description: 'Only events that this request caused: the `Request-Id` of its answer.',
    example: 'req_01jc6nrygyfgx9y01bdgemwqv0',
  })
  request_id?: string;

  @TextField({
    optional: true,
    nullable: false,
    description:
      'Only events that this member, installation or key caused. As with a filter, a page may be short although `has_more` is true.',
    example: 'memb_01jc6nrygyfgx9y01bdgemwqv0',
  })
  actor_id?: string;

  @ChoiceField(['sequence', '-sequence'], {
    optional: true,
    description: 'Oldest first (the default) or newest first.',
  })
  sort?: 'sequence' | '-sequence';

  @TimeField({
    optional: true,
    description:
      'Where to begin without a cursor, oldest first: at what was logged then. Up to ten seconds of what came before are shown as well, because the order of the log is not quite that of times.',
    example: '2026-11-21T09:30:00.000Z',
  })
  since?: string;

  @IntegerField({
    optional: true,
    min: 0,
    max: LONGEST_WAIT_SECONDS,
    description:
      'When there is nothing new, how many seconds to wait for the next event before answering an empty page.',
    example: 20,
  })
  wait?: number;
}
