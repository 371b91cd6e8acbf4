import { createHash } from 'node:crypto';

import { etagOf, field } from '@platform/http';
import { DEFAULT_NAME_FORMAT, displayName } from '@platform/person-names';

import type { Columns, FieldKind } from './field-kind';
import type { RecordView } from './record-view';

/** What the names of persons that are made of their parts tell; see `RecordType.tells`. */
export const NAME_TELLS = {
  display_name: ['salutation', 'first_name', 'middle_name', 'last_name'],
} as const;

/** The kind of the field that says a person's name in one piece. */
export const NAME_KIND = 'display_name';

/** A person's name as the workspace writes names: made of the other fields whenever the record is answered. */
export const DisplayNameField = () =>
  field(
    NAME_KIND,
    {
      type: 'string',
      maxLength: 1000,
      description:
        'The name as the workspace writes names (`contact_name_format`), made of the other fields; null when there is none.',
    },
    [],
    { nullable: true, example: 'Amélie Dubois' },
  );

/** How such a field is answered in a workspace with this format. */
export const displayNameKind = (format: string): Partial<FieldKind> => ({
  present: (row) => displayName(format, namesIn(row)),
  // What it is made of is told.
  difference: () => ({}),
});

const textIn = (row: Columns, name: string): string | null => {
  const text = row[name];
  return typeof text === 'string' ? text : null;
};

const namesIn = (row: Columns) => ({
  salutation: textIn(row, 'salutation'),
  first_name: textIn(row, 'first_name'),
  middle_name: textIn(row, 'middle_name'),
  last_name: textIn(row, 'last_name'),
});

/**
 * The ETag of a record as it is answered. A name that is written in another way than is usual is a part of it: a workspace can
 * change that way without any change of the record.
 */
export function recordEtag(record: RecordView, fields?: readonly string[]): string {
  const { display_name: name } = record;
  if (typeof name !== 'string' || name === displayName(DEFAULT_NAME_FORMAT, namesIn(record)))
    return etagOf(record.version, fields);
  const written = createHash('sha256').update(name).digest('base64url').slice(0, 8);
  return etagOf(record.version, [...(fields ?? ['*']), written]);
}
