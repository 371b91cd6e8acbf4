import { ChoiceField, check, type FieldOptions, field } from '@platform/http';
import { exampleId, idPattern } from '@platform/ids';

import { LINKED_OBJECTS, type LinkedObject, linkedObjectOf } from './linked-objects';

/** What the id of a linked record looks like. */
export const LINKED_ID_SCHEMA = {
  anyOf: LINKED_OBJECTS.map((kind) => ({ type: 'string', pattern: idPattern(kind) })),
};

/** The public id of a lead, a deal, a contact or a company. */
export const LinkedIdField = (options: FieldOptions = {}) =>
  field(
    'linked_id',
    LINKED_ID_SCHEMA,
    [
      check(
        'isIdOf',
        'must be the id of a lead, a deal, a contact or a company',
        (value) => typeof value === 'string' && linkedObjectOf(value) !== null,
      ),
    ],
    { example: exampleId('deal'), ...options },
  );

/** A record that something belongs to. */
export class RecordLinkDto {
  @ChoiceField(LINKED_OBJECTS, { optional: true, example: 'deal', description: 'Follows from the id.' })
  object?: LinkedObject | null;
  @LinkedIdField() id: string;
}

/** The same as it is kept. */
export class RecordLinkAnswerDto {
  @ChoiceField(LINKED_OBJECTS, { example: 'deal' }) object: LinkedObject;
  @LinkedIdField() id: string;
}
