import { type Columns, defineFieldKind } from '@crm/records';
import type { ListField as ListFilter } from '@platform/filters';
import { check, type FieldOptions, field, ListField } from '@platform/http';
import { exampleId, type IdKind, toUuid } from '@platform/ids';

import { LINKED_OBJECTS, linkedObjectOf } from './linked-objects';
import { LINKED_ID_SCHEMA, RecordLinkAnswerDto, RecordLinkDto } from './record-link.dto';
import { RecordLink } from './record-link.entity';

/** The records that one thing can belong to at most, as far as callers add them. */
export const MAX_LINKS = 50;

/**
 * How many there are at most: a conversion adds up to three for each lead among them, whatever their number. What was read
 * can always be written back.
 */
const MAX_KEPT_LINKS = 4 * MAX_LINKS;

/** Where the things of a kind stand on the timelines of their records, what their entries repeat of them, and the columns that decide it. */
interface Placement {
  readonly from: readonly string[];
  readonly at: (row: Columns) => unknown;
  /** Columns that the entries have as well. */
  readonly repeated?: readonly string[];
}

/**
 * Defines how the links of one kind of thing are kept: read from the thing's own row, found from the record through
 * `record_links`. Deleted things have no entries there.
 */
export function defineLinks(thing: IdKind, { from, at, repeated = [] }: Placement): void {
  defineFieldKind(
    kindOf(thing),
    {
      store: (value, { name }, row) => {
        row[name] = ((value ?? []) as RecordLinkDto[]).map(({ object, id }) => ({
          object: object ?? linkedObjectOf(id),
          id,
        }));
      },
      lookup: {
        row: RecordLink,
        owner: 'thing_id',
        from: [...from, ...repeated, 'deleted_at'],
        rows: (row, field, object) =>
          row.deleted_at === null
            ? linksIn(row, field).map((link) => ({
                record_id: storedIdOf(link),
                object,
                at: at(row),
                thing_id: row.id,
                ...Object.fromEntries(repeated.map((column) => [column, row[column]])),
              }))
            : [],
      },
      sameness: ({ id }) => String(id),
      mixed: {
        kinds: LINKED_OBJECTS,
        row: RecordLink,
        owner: 'thing_id',
        id: 'record_id',
        only: { object: thing },
        repeated,
      },
      filter: ({ name }, object) => ({ field: linksFilter(name, object) }),
    },
    'list',
  );
}

/** The records that a thing of a kind belongs to, for which `defineLinks` says how they are kept. */
export const LinksField = (thing: IdKind): PropertyDecorator =>
  ListField(RecordLinkDto, {
    kind: kindOf(thing),
    max: MAX_KEPT_LINKS,
    optional: true,
    answeredAs: RecordLinkAnswerDto,
    description: `The records that it belongs to. New ones are added up to ${MAX_LINKS} in all; conversions of leads add theirs beyond that.`,
  });

/** The same by their ids alone, for query strings. */
export const LinkedIdsField = (options: FieldOptions): PropertyDecorator =>
  field(
    'texts',
    { type: 'array', maxItems: MAX_LINKS, uniqueItems: true, items: LINKED_ID_SCHEMA },
    [
      check(
        'areIdsOf',
        `must be 1 to ${MAX_LINKS} different ids of leads, deals, contacts or companies`,
        areLinkedIds,
      ),
    ],
    { example: [exampleId('deal')], ...options },
  );

const areLinkedIds = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= MAX_LINKS &&
  new Set(value).size === value.length &&
  value.every((id) => typeof id === 'string' && linkedObjectOf(id) !== null);

const kindOf = (thing: IdKind): string => `${thing}_links`;

/** The links of a row. */
const linksIn = (row: Columns, field: string): RecordLinkAnswerDto[] => row[field] as RecordLinkAnswerDto[];

/** The stored id of the record at the other end. */
export const storedIdOf = ({ id }: Pick<RecordLinkAnswerDto, 'id'>): string =>
  toUuid(linkedObjectOf(id) ?? 'deal', id) ?? '';

const linksFilter = (name: string, object: IdKind): ListFilter => ({
  list: true,
  areIds: true,
  at: [name],
  of: ['id'],
  example: `"${exampleId('deal')}"`,
  normalize: (value) => (linkedObjectOf(value) ? value : null),
  isEmpty: (row) => `${row}."${name}" = '[]'::jsonb`,
  has: (row, value, bind) =>
    `EXISTS (SELECT 1 FROM record_links AS k WHERE k.workspace_id = $1 AND k.record_id = ${bind(storedIdOf({ id: value }))}
      AND k.object = '${object}' AND k.thing_id = ${row}.id)`,
});
