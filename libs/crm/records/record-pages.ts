import { isMergedObject } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import { compileFilter, EVERYTHING, type Filter } from '@platform/filters';

import { fromIndex, ofNulls, ofValues, type Place } from './page-place';
import { Query } from './page-query';
import { direction, orderOf, type Selection, select, selectBoth, selectParts } from './page-selection';
import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';
import type { ReadablePart } from './record-type';
import type { SortKey } from './sort';

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
    // What was merged is in no list: its survivor answers for it.
    if (deleted !== 'none' && isMergedObject(type.name)) query.and('t.merged_into IS NULL');
    if (type.parent && parentId) query.and(`t."${type.parent.field}" = ${query.bind(parentId)}`);
    if (filter !== EVERYTHING) query.and(compileFilter(filter, 't', query.bind));
    return query;
  }
}

/** Whether rows are read owner by owner, of not too many of them. */
function isApart(parts: readonly ReadablePart[]): boolean {
  const owners = parts.flatMap((part) => part.owners ?? []).length;
  return parts.length > 0 && owners > 0 && owners <= MOST_OWNERS_APART;
}

/** Whether a part is told by owners alone: the statement then is the same for every member. */
const isOfOwners = ({ owners, isAnywhere }: ReadablePart): boolean => owners !== null && isAnywhere;
