import { ChoiceField, type Dto } from '@platform/http';

import { LIST_MODES, type ListMode } from './merged-list';
import type { RecordType } from './record-type';
import { REPEAT_MODES, type RepeatMode } from './repeats';

/** What a change takes beside its body. */
export class ChangeQueryDto {
  @ChoiceField(LIST_MODES, {
    optional: true,
    description:
      'What a list in the body means: the whole list (`replace`, unless told), or entries to put into the list that is there (`merge`): each takes the place of the entry with the same normalised value or id, or is added.',
  })
  list_mode?: ListMode;
}

/** What becomes of a record that seems to be there already. */
export const RepeatModeField = (): PropertyDecorator =>
  ChoiceField(REPEAT_MODES, {
    optional: true,
    nullable: false,
    example: 'warn',
    description:
      'What happens when rules for duplicates take the record for one that is there: the answer names them (`warn`), it is not saved (`block`: 409 `duplicates_found`), or nothing (`ignore`, which rules that block let pass with the scope `duplicates:manage` alone). As each rule says unless told.',
  });

/** What a creation takes beside its body. */
export class CreationQueryDto {}

class RepeatingCreationQueryDto extends CreationQueryDto {
  @RepeatModeField() duplicates?: RepeatMode;
}

class RepeatingChangeQueryDto extends ChangeQueryDto {
  @RepeatModeField() duplicates?: RepeatMode;
}

/** What the query string of a creation of this kind of record says. */
export interface CreationQuery {
  readonly duplicates?: RepeatMode;
}

/** The same of a change. */
export type ChangeQuery = CreationQuery & ChangeQueryDto;

/** The contract of the query string of a creation of one kind of record. */
export const creationQueryOf = ({ repeats }: Pick<RecordType, 'repeats'>): Dto =>
  repeats ? RepeatingCreationQueryDto : CreationQueryDto;

/** The contract of the query string of a change of one kind of record. */
export const changeQueryOf = ({ repeats }: Pick<RecordType, 'repeats'>): Dto =>
  repeats ? RepeatingChangeQueryDto : ChangeQueryDto;
