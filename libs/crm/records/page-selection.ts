import type { ReadablePart } from './record-type';
import type { SortKey } from './sort';

/** Which columns of the rows, in which order, and how many. */
export interface Selection {
  readonly columns: string;
  readonly order: string;
  readonly limit: string;
}

/** One range of an index. */
export const select =
  ({ columns, order, limit }: Selection) =>
  (from: string): string =>
    `SELECT ${columns} ${from} ORDER BY ${order} LIMIT ${limit}`;

/** Deleted rows and the others stand in indexes of their own: as many as are asked for are read of each, in order, and merged. */
export const selectBoth =
  (selection: Selection, sort: readonly SortKey[], first: SortKey) =>
  (from: string): string => {
    const half = (is: string): string => `(${select(selection)(`${from} AND t.deleted_at ${is}`)})`;
    const keys = sort.map((key, at) => ({ ...key, sql: `sort_${at}`, id: 't.id' }));
    const both = `FROM (${half('IS NULL')} UNION ALL ${half('IS NOT NULL')}) AS t`;
    return `SELECT * ${both} ORDER BY ${orderOf(keys, { ...first, id: 't.id' })} LIMIT ${selection.limit}`;
  };

/** A selection of parts, with the parameters that are their owners. */
interface PartSelection extends Selection {
  readonly owners: readonly string[];
  /** What is read of the rows once it is known which they are: most that are looked at are left out. */
  readonly rows: { readonly columns: readonly string[]; readonly table: string };
}

/** As many as are asked for are read of each part, and of each owner in it, in order, and merged. */
export const selectParts =
  (selection: PartSelection, parts: readonly ReadablePart[], sort: readonly SortKey[], first: SortKey) =>
  (from: string): string => {
    const keys = sort.map((key, at) => ({ ...key, sql: `sort_${at}`, id: 'p.id' }));
    const each = parts.map((part, at) => `(${selectPart(selection, part, { from, at })})`);
    const order = orderOf(keys, { ...first, id: 'p.id' });
    const { columns, table } = selection.rows;
    const sorts = keys.map(({ sql }) => `p.${sql}`);
    return `SELECT ${[...columns, ...sorts].join(', ')}
      FROM (SELECT * FROM (${each.join(' UNION ALL ')}) AS p ORDER BY ${order} LIMIT ${selection.limit}) AS p
      JOIN ${table} AS t ON t.workspace_id = $1 AND t.id = p.id ORDER BY ${order}`;
  };

function selectPart(
  selection: PartSelection,
  { owners, where }: ReadablePart,
  { from, at }: { readonly from: string; readonly at: number },
): string {
  const place = where('t');
  const there = place === null ? from : `${from} AND ${place}`;
  if (owners === null) return select(selection)(there);
  const own = select(selection)(`${there} AND t.owner_id = o.id`);
  return `SELECT x.* FROM unnest(${selection.owners[at]}::uuid[]) AS o (id) CROSS JOIN LATERAL (${own}) AS x`;
}

/** Which way a key goes. */
export const direction = ({ descending }: SortKey): string => (descending ? 'DESC' : 'ASC');

/** The id decides last, in the direction of the last field. */
export const orderOf = (keys: readonly SortKey[], first: SortKey): string =>
  [
    ...keys.map((key) => `${key.sql} ${direction(key)}${key.nullable ? ' NULLS LAST' : ''}`),
    `${first.id ?? 't.id'} ${direction(keys.at(-1) ?? first)}`,
  ].join(', ');
