import type { RecordType, Sort } from './record-type';

const COMMON: Readonly<Record<string, Sort>> = {
  created_at: { column: 'created_at' },
  updated_at: { column: 'updated_at' },
};

const sortsOf = (type: Pick<RecordType, 'sorts'>): Readonly<Record<string, Sort>> => ({
  ...COMMON,
  ...type.sorts,
});

/** Every value that `sort` may have for a type: a field, descending with a minus sign. */
export const sortChoices = (type: Pick<RecordType, 'sorts'>): string[] =>
  Object.keys(sortsOf(type)).flatMap((field) => [field, `-${field}`]);

/** The order of a type's lists unless told. */
export const defaultSort = ({ defaultSort = '-created_at' }: Pick<RecordType, 'defaultSort'>): string =>
  defaultSort;

/** What a checked `sort` means. */
export function parseSort(type: RecordType, sort = defaultSort(type)) {
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  const { column, nullable = false } = sortsOf(type)[field] ?? { column: 'created_at' };
  return { column, nullable, descending };
}
