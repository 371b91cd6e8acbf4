import type { Sql } from '@platform/database';
import { compileFilter, EVERYTHING, type Filter } from '@platform/filters';

import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';
import type { ReadablePart } from './record-type';
import type { SortKey } from './sort';

/** Where a page starts: after the row with these sort values and this id. */
export interface Place {
  readonly values: readonly unknown[];
  readonly id: string;
}

/** Which rows a list is about. */
export interface RowSet {
  readonly workspaceId: string;
  readonly filter: Filter;
  readonly deleted: 'none' | 'only' | 'include';
  /** Rows of one parent only. */
  readonly parentId?: string;
}

/** What a page asks for. */
export interface PageRequest extends RowSet {
  readonly sort: readonly SortKey[];
  readonly after: Place | null;
  readonly limit: number;
}

/** A part of the walk through all rows in the order of their ids. */
export interface Stretch {
  /** Rows behind this id. */
  readonly after: string | null;
  /** None but these ids. */
  readonly only?: readonly string[];
  /** Rows that were created later are left alone. */
  readonly createdUpTo: Date;
  readonly limit: number;
}

/** What is worked out of each group of rows `t`, and what makes a group. */
export interface Grouping {
  readonly columns: string;
  readonly by: string;
}

/** A record that stays as it is until the transaction ends. */
export interface LockedRecord {
  readonly id: string;
  readonly version: number;
}

/** A row, and where it stands in the list. */
export type PlacedRow<Row> = Row & { readonly place: Place };

/** Owners whose rows are looked at apart; with more of them it is a condition on each row. */
const MOST_OWNERS_APART = 50;

/** An estimated total counts no further. */
export const COUNT_CAP = 10_000;

/** The lists of one record type. Every statement names its workspace. */
export class RecordPages<Row extends RecordRow = RecordRow> {
  constructor(private readonly shape: RecordShape<Row>) {}

  /**
   * The next rows of a list, at most `limit`. Rows without a value in the first sort field come last: the values and the
   * nulls are two ranges of its index, read one after the other.
   */
  async page(sql: Sql, request: PageRequest): Promise<PlacedRow<Row>[]> {
    const { sort, after, limit } = request;
    if (after && after.values[0] === null) return this.range(sql, request, 'nulls');
    const rows = await this.range(sql, request, 'values');
    if (!sort[0]?.nullable || rows.length === limit) return rows;
    const rest = { ...request, after: null, limit: limit - rows.length };
    return [...rows, ...(await this.range(sql, rest, 'nulls'))];
  }

  /** How many rows there are; with a cap, it is not exceeded. */
  async count(sql: Sql, set: RowSet, cap: number | null): Promise<number> {
    const query = this.query(set);
    const limit = cap === null ? '' : ` LIMIT ${query.bind(cap)}`;
    const [row] = await query.run<{ count: number }>(
      sql,
      (from) => `SELECT count(*)::int AS count FROM (SELECT 1 ${from}${limit}) AS counted`,
      [],
    );
    return row?.count ?? 0;
  }

  /** What rows come to, group by group. */
  grouped<Result>(sql: Sql, set: RowSet, { columns, by }: Grouping): Promise<Result[]> {
    const text = (from: string) => `SELECT ${columns} ${from} GROUP BY ${by} ORDER BY ${by}`;
    return this.query(set).run<Result>(sql, text, []);
  }

  /** Locks the next rows in the order of their ids, of those that were there at a time. */
  lockNext(sql: Sql, set: RowSet, { after, only, createdUpTo, limit }: Stretch): Promise<LockedRecord[]> {
    const query = this.query(set);
    query.and(`t.created_at <= ${query.bind(createdUpTo)}`);
    if (after) query.and(`t.id > ${query.bind(after)}`);
    if (only) query.and(`t.id = ANY(${query.bind(only)})`);
    return query.run<LockedRecord>(
      sql,
      (from) =>
        `SELECT t.id, t.version ${from} ORDER BY t.id LIMIT ${query.bind(limit)} FOR NO KEY UPDATE OF t`,
      [],
    );
  }

  private async range(sql: Sql, request: PageRequest, part: 'values' | 'nulls'): Promise<PlacedRow<Row>[]> {
    const { sort, after, limit, deleted } = request;
    const apart = this.partsOf(request);
    const query = apart ? this.wanted(request, apart.every(isOfOwners)) : this.query(request);
    const keys = part === 'values' ? sort.map(fromIndex) : sort;
    const [first, ...others] = keys;
    if (!first) throw new Error('A list is sorted by something.');
    if (part === 'nulls') ofNulls(first, others, after, query);
    else ofValues(first, keys, after, query);
    const order =
      part === 'nulls'
        ? orderOf(others, first)
        : `${first.sql} ${direction(first)}, ${orderOf(others, first)}`;
    const columns = this.shape.columns.map((column) => `t."${column}"`);
    const sorts = keys.map(({ sql: key }, at) => `${key} AS sort_${at}`);
    const selection: Selection = {
      columns: [...columns, ...sorts].join(', '),
      order,
      limit: query.bind(limit),
    };
    const text = apart
      ? selectParts(
          {
            ...selection,
            columns: ['t.id', ...sorts].join(', '),
            rows: { columns, table: this.shape.table },
            owners: apart.map(({ owners }) => (owners === null ? '' : query.bind(owners))),
          },
          apart,
          keys,
          first,
        )
      : deleted === 'include'
        ? selectBoth(selection, keys, first)
        : select(selection);
    const rows = await query.run<Row & Record<string, unknown>>(sql, text, sort);
    return rows.map((row) => ({
      ...row,
      place: { values: sort.map((_, at) => row[`sort_${at}`]), id: row.id },
    }));
  }

  /**
   * The parts of what the caller may read, when a list is read part by part: each owner's rows stand in an index in the order
   * of the list, where all rows that somebody may read stand in none. Null where a condition on each row does.
   */
  private partsOf({ filter, deleted, parentId, sort }: PageRequest): readonly ReadablePart[] | null {
    const { seen } = this.shape.type;
    const isPlain = filter === EVERYTHING && deleted === 'none' && !parentId;
    const isIndexed = sort.length === 1 && !sort[0]?.index;
    return seen && isPlain && isIndexed && isApart(seen.parts) ? seen.parts : null;
  }

  private query(set: RowSet): Query {
    const query = this.wanted(set, set.filter === EVERYTHING && !this.shape.type.seen);
    const readable = this.shape.type.seen?.readable('t') ?? null;
    if (readable !== null) query.and(readable);
    return query;
  }

  /** The rows of a set, whether the caller may read them or not; a plain statement is the same for everybody and its plan kept. */
  private wanted({ workspaceId, filter, deleted, parentId }: RowSet, isPlain: boolean): Query {
    const { table, type } = this.shape;
    const query = new Query(table, workspaceId, isPlain);
    if (deleted !== 'include')
      query.and(deleted === 'none' ? 't.deleted_at IS NULL' : 't.deleted_at IS NOT NULL');
    if (type.parent && parentId) query.and(`t."${type.parent.field}" = ${query.bind(parentId)}`);
    if (filter !== EVERYTHING) query.and(compileFilter(filter, 't', query.bind));
    return query;
  }
}

/** A statement in the making. */
class Query {
  private readonly params: unknown[];
  private readonly joins: string[] = [];
  private readonly conditions = ['t.workspace_id = $1'];

  constructor(
    private readonly table: string,
    workspaceId: string,
    private readonly isPlain: boolean,
  ) {
    this.params = [workspaceId];
  }

  readonly bind = (value: unknown): string => `$${this.params.push(value)}`;

  join(table: string): void {
    this.joins.push(table);
  }

  and(condition: string): void {
    this.conditions.push(condition);
  }

  /** Lists without a filter by one field are few texts, planned once; all others are planned for their values. */
  run<Result>(sql: Sql, text: (from: string) => string, sort: readonly SortKey[]): Promise<Result[]> {
    const from = [`FROM ${this.table} AS t`, ...this.joins].join(' ');
    const whole = text(`${from} WHERE ${this.conditions.join(' AND ')}`);
    const name =
      this.isPlain && sort.length === 1 && this.joins.length === 0 ? statementName(this.table, whole) : '';
    return sql.sql<Result>(name, whole, this.params);
  }
}

/** The rows that have no value of the first key. */
function ofNulls(first: SortKey, others: readonly SortKey[], after: Place | null, query: Query): void {
  query.and(first.index?.none ?? `${first.sql} IS NULL`);
  if (after) query.and(restAfter(others, tail(after), first, query));
}

/** The rows that have one. */
function ofValues(first: SortKey, keys: readonly SortKey[], after: Place | null, query: Query): void {
  if (first.index) query.join(first.index.join);
  else if (first.nullable) query.and(`${first.sql} IS NOT NULL`);
  if (after) query.and(firstAfter(keys, after, query));
}

/** The first key decides where reading begins: its index is read in order, if it has one beside the rows. */
const fromIndex = (key: SortKey, at: number): SortKey =>
  at === 0 && key.index ? { ...key, sql: 'v.value', id: 'v.record_id' } : key;

/** Which columns of the rows, in which order, and how many. */
interface Selection {
  readonly columns: string;
  readonly order: string;
  readonly limit: string;
}

const select =
  ({ columns, order, limit }: Selection) =>
  (from: string): string =>
    `SELECT ${columns} ${from} ORDER BY ${order} LIMIT ${limit}`;

/** Deleted rows and the others stand in indexes of their own: as many as are asked for are read of each, in order, and merged. */
const selectBoth =
  (selection: Selection, sort: readonly SortKey[], first: SortKey) =>
  (from: string): string => {
    const half = (is: string): string => `(${select(selection)(`${from} AND t.deleted_at ${is}`)})`;
    const keys = sort.map((key, at) => ({ ...key, sql: `sort_${at}`, id: 't.id' }));
    const both = `FROM (${half('IS NULL')} UNION ALL ${half('IS NOT NULL')}) AS t`;
    return `SELECT * ${both} ORDER BY ${orderOf(keys, { ...first, id: 't.id' })} LIMIT ${selection.limit}`;
  };

/** Whether rows are read owner by owner, of not too many of them. */
function isApart(parts: readonly ReadablePart[]): boolean {
  const owners = parts.flatMap((part) => part.owners ?? []).length;
  return parts.length > 0 && owners > 0 && owners <= MOST_OWNERS_APART;
}

/** Whether a part is told by owners alone: the statement then is the same for every member. */
const isOfOwners = ({ owners, isAnywhere }: ReadablePart): boolean => owners !== null && isAnywhere;

/** A selection of parts, with the parameters that are their owners. */
interface PartSelection extends Selection {
  readonly owners: readonly string[];
  /** What is read of the rows once it is known which they are: most that are looked at are left out. */
  readonly rows: { readonly columns: readonly string[]; readonly table: string };
}

/** As many as are asked for are read of each part, and of each owner in it, in order, and merged. */
const selectParts =
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

const direction = ({ descending }: SortKey): string => (descending ? 'DESC' : 'ASC');
const beyond = ({ descending }: SortKey): string => (descending ? '<' : '>');

/** The id decides last, in the direction of the last field. */
const orderOf = (keys: readonly SortKey[], first: SortKey): string =>
  [
    ...keys.map((key) => `${key.sql} ${direction(key)}${key.nullable ? ' NULLS LAST' : ''}`),
    `${first.id ?? 't.id'} ${direction(keys.at(-1) ?? first)}`,
  ].join(', ');

const tail = ({ values, id }: Place): Place => ({ values: values.slice(1), id });

/** After a place whose first value is one; a bound on the first field alone lets its index be read from there. */
function firstAfter([first, ...others]: readonly SortKey[], after: Place, query: Query): string {
  if (!first) return 'TRUE';
  const value = query.bind(after.values[0]);
  if (others.length === 0)
    return `(${first.sql}, ${first.id ?? 't.id'}) ${beyond(first)} (${value}, ${query.bind(after.id)})`;
  const rest = restAfter(others, tail(after), first, query);
  return `${first.sql} ${beyond(first)}= ${value} AND (${first.sql} ${beyond(first)} ${value} OR ${rest})`;
}

function restAfter(keys: readonly SortKey[], after: Place, previous: SortKey, query: Query): string {
  const [key, ...others] = keys;
  if (!key) return `t.id ${beyond(previous)} ${query.bind(after.id)}`;
  const rest = restAfter(others, tail(after), key, query);
  const [value] = after.values;
  if (value === null) return `(${key.sql} IS NULL AND ${rest})`;
  const given = query.bind(value);
  const more = `${key.sql} ${beyond(key)} ${given}${key.nullable ? ` OR ${key.sql} IS NULL` : ''}`;
  return `(${more} OR (${key.sql} = ${given} AND ${rest}))`;
}

const names = new Map<string, string>();

/** A short name per text. */
function statementName(table: string, text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `${table}.page.${names.size}`;
  names.set(text, name);
  return name;
}
