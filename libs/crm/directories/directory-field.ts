import { ChoiceField } from '@platform/http';

import { DIRECTORIES } from './directories';

/** A value of a directory. */
export const DirectoryField = (directory: keyof typeof DIRECTORIES) =>
  ChoiceField(DIRECTORIES[directory], { optional: true });
