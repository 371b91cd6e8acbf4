import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  IdField,
  IdsField,
  IntegerField,
  TextField,
  TextListField,
} from '@platform/http';

import { VALUE_KEY } from './directory-field';
import { DIRECTORY_NAMES, type DirectoryName } from './directory-names';

class ValueFields {
  @TextField({ max: 100, example: 'Podcast' }) name: string;
  @TextField({ optional: true, min: 7, max: 7, pattern: /^#[0-9A-F]{6}$/, example: '#2FC6F6' }) color?:
    | string
    | null;
  @IntegerField({
    min: 0,
    max: 10_000,
    optional: true,
    example: 160,
    description: 'The order in the directory.',
  })
  position?: number | null;
}

export class CreateDirectoryValueDto extends ValueFields {
  @TextField({
    optional: true,
    max: 50,
    pattern: VALUE_KEY,
    example: 'podcast',
    description: 'The word that records hold, which never changes; made of the name unless told.',
  })
  key?: string | null;
}

export class UpdateDirectoryValueDto extends changesOf(ValueFields) {}

export class DirectoryValueDto extends recordAnswer('directory_value', CreateDirectoryValueDto) {
  @ChoiceField(DIRECTORY_NAMES) directory: DirectoryName;
  @BooleanField({
    example: false,
    description: 'Whether every workspace has it: it can be renamed and reset, not deleted.',
  })
  system: boolean;
}

/** The order that somebody wants. */
export class ValueOrderDto {
  @IdsField('directory_value', { max: 1000, description: 'They change places with one another only.' })
  value_ids: string[];
}

/** What the records hold from then on that hold a value which is to be deleted. */
export class DeleteValueQueryDto {
  @IdField('directory_value', {
    optional: true,
    description:
      'Another value of the directory: the records that have the deleted one get it first, each as with a change of its own, 2000 of a kind and field at most.',
  })
  replace_with?: string;
}

/** A drop-down list. */
export class DirectoryDto {
  @ChoiceField(DIRECTORY_NAMES) name: DirectoryName;
  @TextField({ example: 'Source', description: 'What people call it, in the language of the workspace.' })
  title: string;
  @TextListField({
    max: 50,
    example: ['leads.source', 'deals.source'],
    description: 'The fields of records that take its values.',
  })
  fields: string[];
}
