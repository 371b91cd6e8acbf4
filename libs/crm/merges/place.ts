import type { MergedObject } from '@crm/merged-ids';
import type { Columns } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { IdKind } from '@platform/ids';

import { isSame, type Moving } from './moving';

/** A place in the rows of a kind of record that names other records: what names a merged one names the survivor afterwards. */
export interface Place {
  readonly name: string;
  /** Whose rows. */
  readonly owner: IdKind;
  /** Which kinds of record it names. */
  readonly names: readonly MergedObject[];
  /** `table.column`: a test compares these with the schema. */
  readonly columns: readonly string[];
  /** The stored ids of the rows that name one of those that move. */
  find(tx: Transaction, workspaceId: string, moving: Moving): Promise<string[]>;
  /** Lets a row name the survivor. Answers with what it was, which survives JSON; undefined when it named none of those. */
  move(row: Columns, moving: Moving): unknown;
  /** Lets a row name what it named, with what was changed of the link since; false when it was linked anew. */
  giveBack(row: Columns, was: unknown, moving: Moving): boolean;
}

type Where = Pick<Place, 'owner' | 'names' | 'columns'> & { readonly sql: string };

/** Rows are looked for by `sql`, which takes the workspace and the stored ids of those that move. */
const finder =
  (name: string, sql: string, isPublic = false): Place['find'] =>
  async (tx, workspaceId, moving) => {
    const ids = [...(isPublic ? moving.publicFrom : moving.from)];
    const rows = await tx.sql<{ id: string }>(`merges.find.${name}`, sql, [workspaceId, ids]);
    return [...new Set(rows.map(({ id }) => id))];
  };

interface Pointed {
  readonly from: string;
}

/** A column that holds the id of one record. */
export function columnPlace(name: string, column: string, { sql, ...where }: Where): Place {
  return {
    ...where,
    name,
    find: finder(name, sql),
    move: (row, { from, to }) => {
      const id = row[column];
      if (typeof id !== 'string' || !from.has(id)) return undefined;
      row[column] = to;
      return { from: id };
    },
    giveBack: (row, was, { to }) => {
      if (row[column] !== to) return false;
      row[column] = (was as Pointed).from;
      return true;
    },
  };
}

/** A member of an object that holds the public id of one record. */
export function memberPlace(
  name: string,
  column: string,
  { sql, member, ...where }: Where & { readonly member: string },
): Place {
  const idIn = (row: Columns): unknown => (row[column] as Columns | null)?.[member];
  const put = (row: Columns, id: string) => {
    row[column] = { ...(row[column] as Columns), [member]: id };
  };
  return {
    ...where,
    name,
    find: finder(name, sql, true),
    move: (row, { publicFrom, publicTo }) => {
      const id = idIn(row);
      if (typeof id !== 'string' || !publicFrom.has(id)) return undefined;
      put(row, publicTo);
      return { from: id };
    },
    giveBack: (row, was, { publicTo }) => {
      if (idIn(row) !== publicTo) return false;
      put(row, (was as Pointed).from);
      return true;
    },
  };
}

interface ListWhere extends Where {
  /** Where in an entry the id stands, and whether it is a public one. */
  readonly id: string;
  readonly isPublic: boolean;
  /** Brings other columns of the row in line with the list. */
  readonly settle?: (row: Columns) => void;
}

/** A list whose entries name records, each once. */
export function listPlace(name: string, column: string, given: ListWhere): Place {
  const { sql, id, isPublic, settle, ...where } = given;
  const listIn = (row: Columns): Columns[] => (row[column] ?? []) as Columns[];
  const put = (row: Columns, list: readonly Columns[]) => {
    row[column] = list;
    settle?.(row);
  };
  const sides = (moving: Moving) =>
    isPublic ? { from: moving.publicFrom, to: moving.publicTo } : { from: moving.from, to: moving.to };
  return {
    ...where,
    name,
    find: finder(name, sql),
    move: (row, moving) => {
      const before = listIn(row);
      const after = movedList(before, id, sides(moving));
      if (!after) return undefined;
      put(row, after);
      return { before };
    },
    giveBack: (row, was, moving) => {
      const { before } = was as { before: Columns[] };
      const back = listBack(before, listIn(row), id, sides(moving));
      if (back) put(row, back);
      return back !== null;
    },
  };
}

interface Sides {
  readonly from: ReadonlySet<string>;
  readonly to: string;
}

/** The list with the survivor in place of the others: one entry, which has whatever one of them said. Null when it names none of them. */
function movedList(list: readonly Columns[], id: string, { from, to }: Sides): Columns[] | null {
  const gone = list.filter((entry) => from.has(String(entry[id])));
  if (gone.length === 0) return null;
  const own = list.find((entry) => entry[id] === to);
  const united = (own ? [own, ...gone] : gone).reduce((one, other) => ({
    ...filledIn(one, other),
    [id]: to,
  }));
  const place = own ?? gone[0];
  return list.flatMap((entry) => {
    if (entry === place) return [{ ...united, [id]: to }];
    return from.has(String(entry[id])) ? [] : [entry];
  });
}

/** An entry with what it lacks of another one; the first to use is whichever was. */
const filledIn = (one: Columns, other: Columns): Columns =>
  Object.fromEntries(
    Object.entries({ ...other, ...one }).map(([key, value]) => [
      key,
      value === null || value === undefined || value === false ? (other[key] ?? value) : value,
    ]),
  );

/** The list as it was, or the entries as they were within the one that there is now; null when the survivor does not stand in it any more. */
function listBack(
  before: readonly Columns[],
  now: readonly Columns[],
  id: string,
  sides: Sides,
): Columns[] | null {
  const { from, to } = sides;
  const moved = movedList(before, id, sides);
  if (!moved) return null;
  if (isSame(moved, now)) return [...before];
  const current = now.find((entry) => entry[id] === to);
  if (!current) return null;
  const isEdited = !isSame(
    moved.find((entry) => entry[id] === to),
    current,
  );
  const there = new Set(now.map((entry) => entry[id]));
  const own = before.find((entry) => entry[id] === to);
  const gone = before.filter((entry) => from.has(String(entry[id])) && !there.has(entry[id]));
  const [first, ...others] = gone;
  const back = own
    ? [isEdited ? current : own, ...gone.map((entry) => (isEdited ? second(entry) : entry))]
    : [
        ...(first ? [isEdited ? { ...current, [id]: first[id] } : first] : []),
        ...others.map((entry) => (isEdited ? second(entry) : entry)),
      ];
  return onePrimary(now.flatMap((entry) => (entry === current ? back : [entry])));
}

/** An entry that is not the first to use. */
const second = (entry: Columns): Columns => ('primary' in entry ? { ...entry, primary: false } : entry);

/** A list in which one entry at most is the first to use, and one is where the entries say so. */
function onePrimary(list: Columns[]): Columns[] {
  if (!list.some((entry) => 'primary' in entry)) return list;
  const chosen = Math.max(
    0,
    list.findIndex(({ primary }) => primary === true),
  );
  return list.map((entry, at) => ({ ...entry, primary: at === chosen }));
}
