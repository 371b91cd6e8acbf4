import { ChoiceField, type Dto, PageQueryDto } from '@platform/http';

import type { RecordType } from './record-type';
import { defaultSort, sortChoices } from './sort';

/** What a list of records takes. */
export class ListQueryDto extends PageQueryDto {
  sort?: string;
}

/** The same, with the sorts that one type has. */
export function listQueryOf(type: RecordType): (new () => ListQueryDto) & Dto {
  class TypeListQueryDto extends ListQueryDto {}
  ChoiceField(sortChoices(type), {
    optional: true,
    example: defaultSort(type),
    description: `A field, descending with a minus sign; \`${defaultSort(type)}\` unless told. Records without a value come last.`,
  })(TypeListQueryDto.prototype, 'sort');
  return TypeListQueryDto;
}

/** What reading one record takes. */
export class GetQueryDto {
  @ChoiceField(['include'], {
    optional: true,
    description: 'Answer also when the record is deleted; without it that is a 404.',
  })
  deleted?: string;
}
