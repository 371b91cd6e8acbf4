import type { RowSet, Sql } from '@platform/database';

import type { Columns } from './field-kind';
import { FOUND_BY, foldedTexts } from './folded-texts';
import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';

/** The statements of one record type. Each takes many rows at once and names its workspace. */
export class RecordStore<Row extends RecordRow = RecordRow> {
  private readonly texts: Texts;

  constructor(private readonly shape: RecordShape<Row>) {
    this.texts = textsOf(shape);
  }

  /** One row, deleted or not. */
  async find(sql: Sql, workspaceId: string, id: string): Promise<Row | undefined> {
    const [row] = await this.readable(sql, 'find', [workspaceId, id]);
    return row;
  }

  /** Those of the rows that are there and not deleted. */
  findMany(sql: Sql, workspaceId: string, ids: readonly string[]): Promise<Row[]> {
    return this.readable(sql, 'find_many', [workspaceId, ids]);
  }

  /** Rows that whoever sees this form of the type may read: their condition is one of a caller's own, so its plan is not kept. */
  private readable(sql: Sql, which: 'find' | 'find_many', params: readonly unknown[]): Promise<Row[]> {
    const text = which === 'find' ? this.texts.find : this.texts.findMany;
    const { table, type } = this.shape;
    const condition = type.seen?.readable(table) ?? null;
    if (condition === null) return sql.sql<Row>(`${table}.${which}`, text, params);
    return sql.sql<Row>('', `${text} AND ${condition}`, params);
  }

  /** Locks rows in the order of their ids, so that two writers of the same rows never wait for each other. */
  lock(sql: Sql, workspaceId: string, ids: readonly string[]): Promise<Row[]> {
    return sql.sql<Row>(`${this.shape.table}.lock`, this.texts.lock, [workspaceId, ids]);
  }

  /** Locks the rows of one parent that are not deleted. */
  lockChildren(sql: Sql, workspaceId: string, parentId: string): Promise<Row[]> {
    const { table, type } = this.shape;
    const text = `SELECT ${this.texts.columns} FROM ${table}
      WHERE workspace_id = $1 AND "${type.parent?.field}" = $2 AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE`;
    return sql.sql<Row>(`${table}.lock_children`, text, [workspaceId, parentId]);
  }

  /** Rows to be inserted, with the columns that they are found by. */
  newRows(rows: readonly Row[]): RowSet {
    const { table, columns, type } = this.shape;
    return {
      table,
      columns: [...columns, ...FOUND_BY],
      size: rows.length,
      *values() {
        for (const row of rows as readonly unknown[] as readonly Columns[]) {
          const { folded, search_text } = foldedTexts(type, row);
          yield [...columns.map((column) => row[column]), folded, search_text];
        }
      },
    };
  }

  async update(sql: Sql, workspaceId: string, rows: readonly Row[]): Promise<void> {
    await sql.sql(`${this.shape.table}.update`, this.texts.update, [workspaceId, this.stored(rows)]);
  }

  /** With the columns that the rows are found by. */
  private stored(rows: readonly Row[]): string {
    const { type } = this.shape;
    return JSON.stringify(
      rows.map((row) => ({
        ...row,
        ...foldedTexts(type, row as unknown as Columns),
      })),
    );
  }
}

/** Some of our words, such as `group`, are words of SQL. */
const quoted = (column: string): string => `"${column}"`;

const FIXED: ReadonlySet<string> = new Set(['workspace_id', 'id', 'created_at', 'created_by']);

/** The statements that are the same for every call. */
interface Texts {
  readonly columns: string;
  readonly find: string;
  readonly findMany: string;
  readonly lock: string;
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
  const written = [...names, ...FOUND_BY];
  const changing = written.filter((column) => !FIXED.has(column)).map(quoted);
  return {
    columns,
    find: `SELECT ${columns} FROM ${table} WHERE workspace_id = $1 AND id = $2`,
    findMany: `SELECT ${columns} FROM ${table} WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL`,
    lock: `SELECT ${columns} FROM ${table} WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE`,
    update: `UPDATE ${table} AS t SET (${changing.join(', ')}) = (${changing.map((column) => `n.${column}`).join(', ')})
       FROM jsonb_populate_recordset(NULL::${table}, $2::jsonb) AS n
       WHERE t.workspace_id = $1 AND n.workspace_id = $1 AND t.id = n.id`,
  };
}
