import { IntegerField, TextField } from './fields/fields';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** What every list takes. */
export class PageQueryDto {
  @IntegerField({
    optional: true,
    min: 1,
    max: MAX_PAGE_SIZE,
    description: `How many, ${DEFAULT_PAGE_SIZE} unless told.`,
    example: 50,
  })
  limit?: number;

  @TextField({ optional: true, max: 4000, description: 'The `next_cursor` of the page before.' })
  cursor?: string;
}

/** One page of a list. */
export interface Page<Item> {
  readonly data: Item[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
  /** How many there are on all pages, when the caller asked. */
  readonly total?: number;
}

/** Cuts `limit + 1` fetched rows to a page, with the cursor of its last one. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, cursor }: { item: (row: Row) => Item; cursor: (last: Row) => string },
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: kept.map(item), has_more: more, next_cursor: more ? cursor(last) : null };
}
