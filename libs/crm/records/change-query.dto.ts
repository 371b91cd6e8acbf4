import { ChoiceField } from '@platform/http';

import { LIST_MODES, type ListMode } from './merged-list';

/** What a change takes beside its body. */
export class ChangeQueryDto {
  @ChoiceField(LIST_MODES, {
    optional: true,
    description:
      'What a list in the body means: the whole list (`replace`, unless told), or entries to put into the list that is there (`merge`): each takes the place of the entry with the same normalised value or id, or is added.',
  })
  list_mode?: ListMode;
}
