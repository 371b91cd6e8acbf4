import { ActivityDto } from '@crm/activities';
import { FileDto } from '@crm/files';
import { NoteDto } from '@crm/notes';
import { ActorDto, namedContract } from '@crm/records';
import {
  ChoiceField,
  ChoicesField,
  type Dto,
  declareUnion,
  IdField,
  JsonField,
  ObjectField,
  PageQueryDto,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

/** What tells of the record itself. */
export const WRITE_KINDS = ['created', 'change', 'stage_change', 'deleted', 'restored'] as const;
/** What belongs to the record: the same words as the kinds of these things. */
export const THING_KINDS = ['activity', 'note', 'file'] as const;

export type WriteKind = (typeof WRITE_KINDS)[number];
export type ThingKind = (typeof THING_KINDS)[number];
export type EntryKind = WriteKind | ThingKind;

const KINDS: readonly EntryKind[] = [...WRITE_KINDS, ...THING_KINDS];

/** What a timeline takes. */
export class TimelineQueryDto extends PageQueryDto {
  @ChoicesField(KINDS, {
    optional: true,
    max: KINDS.length,
    schema: { type: 'string', enum: [...KINDS] },
    example: ['activity', 'stage_change'],
    description: 'Only entries of these kinds.',
  })
  kinds?: EntryKind[];
}

/** What every entry says. */
export class TimelineEntryDto {
  @TextField({
    example: 'evt_01jc6nrygyfgx9y01bdgemwqv0',
    description: 'Of the event, or of what belongs to the record.',
  })
  id: string;
  @ChoiceField(KINDS) kind: EntryKind;
  @TimeField() at: string;
  @ObjectField(ActorDto) actor: ActorDto;
}

const CHANGES = {
  type: 'object',
  additionalProperties: { type: 'object', required: ['from', 'to'], properties: { from: {}, to: {} } },
};

const WRITE: Readonly<Record<string, PropertyDecorator>> = {
  request_id: TextField({
    nullable: true,
    example: 'req_01jc6nrygyfgx9y01bdgemwqv0',
    description: 'The request that did it; null when its events are no longer kept.',
  }),
  record_id: TextField({
    example: 'deal_01jc6nrygyfgx9y01bdgemwqv0',
    description: 'The record that was written: this one, or one that was merged into it.',
  }),
  events: TextListField({ max: 20, example: ['deal.updated'], description: 'The types of its events.' }),
};

const CHANGED: Readonly<Record<string, PropertyDecorator>> = {
  ...WRITE,
  changes: JsonField(CHANGES, {
    description: 'The fields that changed.',
    example: { title: { from: 'Offer', to: 'Order' } },
  }),
};

/** An entry of one kind, with what it says beyond the others. */
const form = (name: string, kind: EntryKind, more: Readonly<Record<string, PropertyDecorator>>): Dto =>
  namedContract(name, { kind: ChoiceField([kind]), ...more }, TimelineEntryDto);

const FORMS: Readonly<Record<EntryKind, Dto>> = {
  created: form('TimelineCreation', 'created', WRITE),
  change: form('TimelineChange', 'change', CHANGED),
  stage_change: form('TimelineStageChange', 'stage_change', {
    ...CHANGED,
    from_stage_id: IdField('stage'),
    to_stage_id: IdField('stage'),
  }),
  deleted: form('TimelineDeletion', 'deleted', WRITE),
  restored: form('TimelineRestoration', 'restored', WRITE),
  activity: form('TimelineActivity', 'activity', { activity: ObjectField(ActivityDto) }),
  note: form('TimelineNote', 'note', { note: ObjectField(NoteDto) }),
  file: form('TimelineFile', 'file', { file: ObjectField(FileDto) }),
};

declareUnion(TimelineEntryDto, 'kind', FORMS);
