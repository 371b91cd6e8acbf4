import { keyOfPath } from './custom-fields/custom-field';
import { customSort, type SortIndex } from './custom-fields/custom-sorts';
import { sortKeySql } from './filter-parts';
import type { RecordType, Sort } from './record-type';

const COMMON: Readonly<Record<string, Sort>> = {
  created_at: { column: 'created_at' },
  updated_at: { column: 'updated_at' },
};

const sortsOf = (type: Pick<RecordType, 'sorts'>): Readonly<Record<string, Sort>> => ({
  ...COMMON,
  ...type.sorts,
});

/** The column behind a sort that every workspace has. */
export const sortColumn = (type: Pick<RecordType, 'sorts'>, name: string): string =>
  sortsOf(type)[name]?.column ?? name;

/** The fields that lists of a type can be sorted by in every workspace. */
export const sortableNames = (type: Pick<RecordType, 'sorts'>): ReadonlySet<string> =>
  new Set(Object.keys(sortsOf(type)));

/** How many fields a list may be sorted by. */
export const MAX_SORTS = 3;

/** Every value that `sort` may have for a type: a field, descending with a minus sign. */
export const sortChoices = (type: Pick<RecordType, 'sorts'>): string[] =>
  Object.keys(sortsOf(type)).flatMap((field) => [field, `-${field}`]);

/** The order of a type's lists unless told. */
export const defaultSort = ({ defaultSort = '-created_at' }: Pick<RecordType, 'defaultSort'>): string =>
  defaultSort;

/** One field that a list is sorted by. */
export interface SortKey {
  readonly field: string;
  /** Its value in a row `t`. */
  readonly sql: string;
  readonly nullable: boolean;
  readonly descending: boolean;
  /** The table that has its values in order, when they are not in an index of the rows. */
  readonly index?: SortIndex;
  /** What stands for the row's id beside it, in the same index; the id itself unless told. */
  readonly id?: string;
}

/** What a checked `sort` means: the first key decides, the next ones among equals. */
export function parseSort(type: RecordType, sort: readonly string[] = [defaultSort(type)]): SortKey[] {
  return sort.map((given) => {
    const descending = given.startsWith('-');
    const field = descending ? given.slice(1) : given;
    const key = keyOfPath(field);
    if (key !== null) return { field, descending, nullable: true, ...customSort(type, key) };
    const { column, nullable = false, text = false } = sortsOf(type)[field] ?? { column: 'created_at' };
    const sql = text ? `(${sortKeySql('t', column)} COLLATE "C")` : `t."${column}"`;
    return { field, sql, nullable, descending };
  });
}
