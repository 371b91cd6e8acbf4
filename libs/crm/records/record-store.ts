import type { Sql } from '@platform/database';

import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';

/** Where a page starts: after the row with this value of the sort column and this id. */
export interface Place {
  readonly value: string | null;
  readonly id: string;
}

/** What a page asks for. */
export interface PageRequest {
  readonly sort: { readonly column: string; readonly nullable: boolean; readonly descending: boolean };
  readonly after: Place | null;
  readonly limit: number;
  /** Rows of one parent only. */
  readonly parentId?: string;
}

/** The statements of one record type. Each takes many rows at once and names its workspace. */
export class RecordStore<Row extends RecordRow = RecordRow> {
  private readonly texts: Texts;

  constructor(private readonly shape: RecordShape<Row>) {
    this.texts = textsOf(shape);
  }

  /** One row, deleted or not. */
  async find(sql: Sql, workspaceId: string, id: string): Promise<Row | undefined> {
    const [row] = await sql.sql<Row>(`${this.shape.table}.find`, this.texts.find, [workspaceId, id]);
    return row;
  }

  /** Locks rows in the order of their ids, so that two writers of the same rows never wait for each other. */
  lock(sql: Sql, workspaceId: string, ids: readonly string[]): Promise<Row[]> {
    return sql.sql<Row>(`${this.shape.table}.lock`, this.texts.lock, [workspaceId, ids]);
  }

  async insert(sql: Sql, rows: readonly Row[]): Promise<void> {
    await sql.sql(`${this.shape.table}.insert`, this.texts.insert, [JSON.stringify(rows)]);
  }

  async update(sql: Sql, workspaceId: string, rows: readonly Row[]): Promise<void> {
    await sql.sql(`${this.shape.table}.update`, this.texts.update, [workspaceId, JSON.stringify(rows)]);
  }

  /**
   * The next rows of a list, at most `limit`. Rows without a value come last: the values and the nulls are two ranges of
   * the index, read one after the other.
   */
  async page(sql: Sql, workspaceId: string, request: PageRequest): Promise<Row[]> {
    const { sort, after, limit } = request;
    if (after?.value === null) return this.nulls(sql, workspaceId, request, limit);
    const rows = await this.values(sql, workspaceId, request);
    if (!sort.nullable || rows.length === limit) return rows;
    return [
      ...rows,
      ...(await this.nulls(sql, workspaceId, { ...request, after: null }, limit - rows.length)),
    ];
  }

  private values(sql: Sql, workspaceId: string, request: PageRequest): Promise<Row[]> {
    const { sort, after, limit } = request;
    const { column, descending } = sort;
    const order = descending ? 'DESC' : 'ASC';
    const query = this.query(workspaceId, request);
    if (sort.nullable) query.and(`${column} IS NOT NULL`);
    if (after) {
      query.and(
        `(${column}, id) ${descending ? '<' : '>'} (${query.bind(after.value)}, ${query.bind(after.id)})`,
      );
    }
    return query.run(sql, `ORDER BY ${column} ${order}, id ${order} LIMIT ${query.bind(limit)}`);
  }

  private nulls(sql: Sql, workspaceId: string, request: PageRequest, limit: number): Promise<Row[]> {
    const { sort, after } = request;
    const query = this.query(workspaceId, request);
    query.and(`${sort.column} IS NULL`);
    if (after) query.and(`id ${sort.descending ? '<' : '>'} ${query.bind(after.id)}`);
    return query.run(sql, `ORDER BY id ${sort.descending ? 'DESC' : 'ASC'} LIMIT ${query.bind(limit)}`);
  }

  private query(workspaceId: string, { parentId }: PageRequest) {
    const { table, type } = this.shape;
    const params: unknown[] = [workspaceId];
    const conditions = ['workspace_id = $1', 'deleted_at IS NULL'];
    const bind = (value: unknown): string => `$${params.push(value)}`;
    if (type.parent && parentId) conditions.push(`${type.parent.field} = ${bind(parentId)}`);
    return {
      bind,
      and: (condition: string) => conditions.push(condition),
      run: (sql: Sql, tail: string): Promise<Row[]> => {
        const text = `SELECT ${this.texts.columns} FROM ${table} WHERE ${conditions.join(' AND ')} ${tail}`;
        return sql.sql<Row>(statementName(table, text), text, params);
      },
    };
  }
}

/** Some of our words, such as `group`, are words of SQL. */
const quoted = (column: string): string => `"${column}"`;

const FIXED: ReadonlySet<string> = new Set(['workspace_id', 'id', 'created_at', 'created_by']);

/** The statements that are the same for every call. */
interface Texts {
  readonly columns: string;
  readonly find: string;
  readonly lock: string;
  readonly insert: string;
  readonly update: string;
}

const texts = new WeakMap<object, Texts>();

function textsOf(shape: Pick<RecordShape, 'table' | 'columns'>): Texts {
  const known = texts.get(shape);
  if (known) return known;
  const made = textsFor(shape.table, shape.columns);
  texts.set(shape, made);
  return made;
}

function textsFor(table: string, names: readonly string[]): Texts {
  const columns = names.map(quoted).join(', ');
  const changing = names.filter((column) => !FIXED.has(column)).map(quoted);
  return {
    columns,
    find: `SELECT ${columns} FROM ${table} WHERE workspace_id = $1 AND id = $2`,
    lock: `SELECT ${columns} FROM ${table} WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE`,
    insert: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    update: `UPDATE ${table} AS t SET (${changing.join(', ')}) = (${changing.map((column) => `n.${column}`).join(', ')})
       FROM jsonb_populate_recordset(NULL::${table}, $2::jsonb) AS n
       WHERE t.workspace_id = $1 AND n.workspace_id = $1 AND t.id = n.id`,
  };
}

const names = new Map<string, string>();

/** A short name per text: the shapes of a list are few, and each is planned once. */
function statementName(table: string, text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `${table}.page.${names.size}`;
  names.set(text, name);
  return name;
}
