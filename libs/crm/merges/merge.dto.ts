import { LINKED_OBJECTS, LinkedIdField, type LinkedObject } from '@crm/record-links';
import { ActorDto, contractName, namedContract, type RecordType } from '@crm/records';
import {
  ChoiceField,
  type Dto,
  IdField,
  IdsField,
  IntegerField,
  JsonField,
  ListField,
  ObjectField,
  PageQueryDto,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';
import { exampleId } from '@platform/ids';

import { LIST_STRATEGIES, STRATEGIES } from './strategy';

/** How many records can be merged into one at once. */
const MAX_MERGED = 50;

export const MERGE_STATES = ['merged', 'undone', 'final'] as const;
export type MergeState = (typeof MERGE_STATES)[number];

/** What moved of one kind. */
export class MovedThingsDto {
  @TextField({ max: 50, example: 'activity', description: 'The kind of thing that named a merged record.' })
  object: string;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 3 }) count: number;
  @TextListField({
    max: 20,
    example: [exampleId('activity')],
    description: 'The first of them, as far as the caller may read them.',
  })
  ids: string[];
}

const moved = () =>
  ListField(MovedThingsDto, {
    max: 100,
    description:
      'What named a merged record and names the survivor since, of the kinds that the caller may read.',
  });

const mergedIds = () =>
  TextListField({
    max: MAX_MERGED,
    example: [exampleId('contact')],
    description: 'The records that were merged into it.',
  });

const changes = () =>
  JsonField(
    {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['from', 'to'],
        properties: { from: {}, to: {} },
        additionalProperties: false,
      },
    },
    {
      example: { job_title: { from: null, to: 'Head of purchasing' } },
      description: 'The fields of the survivor that the merge changed, by path.',
    },
  );

/** What an event tells of the merge behind it. */
export class MergeSummaryDto {
  @IdField('merge') id: string;
  @mergedIds() merged_ids: string[];
  @ListField(MovedThingsDto, {
    max: 100,
    description: 'What named a merged record and names the survivor since.',
  })
  moved: MovedThingsDto[];
}

/** The same of one that was undone. */
export class UndoneMergeSummaryDto {
  @IdField('merge') id: string;
  @TextListField({
    max: MAX_MERGED,
    example: [exampleId('contact')],
    description: 'The records that are there again.',
  })
  merged_ids: string[];
  @ListField(MovedThingsDto, { max: 100, description: 'What names a record that is there again.' })
  moved: MovedThingsDto[];
}

/** A merge as the history tells of it. */
export class MergeDto {
  @IdField('merge') id: string;
  @ChoiceField(LINKED_OBJECTS, { example: 'contact' }) object: LinkedObject;
  @LinkedIdField({
    example: exampleId('contact'),
    description: 'The record into which the others were merged.',
  })
  survivor_id: string;
  @mergedIds() merged_ids: string[];
  @ChoiceField(MERGE_STATES, {
    example: 'merged',
    description: '`final` once it is too late for an undo.',
  })
  state: MergeState;
  @TimeField() merged_at: string;
  @ObjectField(ActorDto) merged_by: ActorDto;
  @TimeField({ description: 'Until when it can be undone: 90 days.' }) undoable_until: string;
  @TimeField({ nullable: true, example: null }) undone_at: string | null;
  @ObjectField(ActorDto, { nullable: true, example: null }) undone_by: ActorDto | null;
  @changes() changes: object;
  @moved() moved: MovedThingsDto[];
}

/** What lists of merges take. */
export class MergesQueryDto extends PageQueryDto {
  @ChoiceField(LINKED_OBJECTS, {
    optional: true,
    example: 'contact',
    description: 'Only of this kind of record.',
  })
  object?: LinkedObject;
  @LinkedIdField({ optional: true, example: exampleId('contact'), description: 'Only into this record.' })
  survivor_id?: string;
  @LinkedIdField({
    optional: true,
    example: exampleId('contact'),
    description: 'Only those that merged this record into another.',
  })
  merged_id?: string;
  @ChoiceField(MERGE_STATES, { optional: true, example: 'merged' }) state?: MergeState;
}

/** The contract of a request to merge records of a kind. */
export const mergeInput = (type: RecordType): Dto =>
  namedContract(contractName(type.view, 'Merge'), {
    survivor: IdField(type.name, { description: `The ${type.name} that stays.` }),
    merge: IdsField(type.name, {
      max: MAX_MERGED,
      description: 'The others, in the order in which they fill what the survivor lacks.',
    }),
    fields: JsonField(
      {
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['from'],
          properties: { from: { type: 'string' } },
          additionalProperties: false,
        },
      },
      {
        optional: true,
        example: { source: { from: exampleId(type.name) } },
        description:
          'From which record a field is taken, by its path (`custom_fields.size`), in place of what the strategy says.',
      },
    ),
    strategy: ChoiceField(STRATEGIES, {
      optional: true,
      example: 'survivor',
      description:
        'Whose value wins where several have one: the survivor’s unless told; that of the record that was changed last (`newest`) or made first (`oldest`); the longest text; that of the record with most fields filled in. What the survivor lacks is filled from the others in any case. Owner, stage, client and amount mode stay the survivor’s unless `fields` names them.',
    }),
    lists: ChoiceField(LIST_STRATEGIES, {
      optional: true,
      example: 'union',
      description:
        'Whether lists (phones, emails, contacts …) are united, as they are unless told. External ids always are.',
    }),
  });

/** A field in which the records differ. */
class MergeConflictDto {
  @TextField({ example: 'job_title', description: 'Its path.' }) field: string;
  @JsonField(
    {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'value'],
        properties: { id: { type: 'string' }, value: {} },
        additionalProperties: false,
      },
    },
    {
      example: [
        { id: exampleId('contact'), value: 'Buyer' },
        { id: exampleId('contact'), value: 'Head of purchasing' },
      ],
      description: 'The values, and the record that has each.',
    },
  )
  values: object[];
  @TextField({
    nullable: true,
    max: 50,
    example: exampleId('contact'),
    description: 'The record whose value it is now; null when it is of several.',
  })
  from: string | null;
  @ChoiceField(['chosen', 'united', 'refused', ...STRATEGIES], {
    example: 'survivor',
    description:
      'Why: the caller chose it, a list was united, the record cannot take the other value (`refused`), or the strategy says so.',
  })
  why: string;
  @IntegerField({
    min: 0,
    max: 10_000,
    example: 0,
    description: 'Entries of a list for which there was no room.',
  })
  left_out: number;
}

/** The contract of the answer to a merge. */
export const mergeAnswer = (type: RecordType): Dto =>
  namedContract(
    contractName(type.view, 'MergeResult'),
    {
      record: ObjectField(type.view, { description: 'The survivor.' }),
      conflicts: ListField(MergeConflictDto, {
        max: 1000,
        description: 'The fields in which the records differed, without those that the caller does not see.',
      }),
    },
    MergeDto,
  );

/** The answer to an undo. */
export class UndoneMergeDto extends MergeDto {
  @JsonField(
    { type: 'object', additionalProperties: true },
    {
      example: { id: exampleId('contact'), job_title: 'Buyer', version: 5 },
      description: 'The record into which the others were merged.',
    },
  )
  record: object;
  @JsonField(
    { type: 'array', items: { type: 'object', additionalProperties: true } },
    {
      example: [{ id: exampleId('contact'), job_title: 'Head of purchasing', version: 3 }],
      description: 'The records that are there again.',
    },
  )
  restored: object[];
  @TextListField({
    max: 1000,
    example: ['job_title'],
    description:
      'Fields of the survivor that stay as they are: they were changed since, or the record cannot take back what it had.',
  })
  kept_fields: string[];
  @ListField(MovedThingsDto, { max: 100, description: 'What went back to the records that are there again.' })
  given_back: MovedThingsDto[];
  @ListField(MovedThingsDto, {
    max: 100,
    description: 'What stays with the survivor, because it was linked anew since.',
  })
  kept: MovedThingsDto[];
}
