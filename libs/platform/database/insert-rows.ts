import type { Transaction } from './transaction';

/** Rows of one table: the values of each in the order of the columns. */
export interface RowSet {
  readonly table: string;
  readonly columns: readonly string[];
  readonly size: number;
  /** Made when they are needed, so that the server works on the first rows while the last are still being made. */
  values(): Iterable<readonly unknown[]>;
}

/** From so many rows on, COPY costs less than a prepared INSERT. */
const COPIED_FROM = 20;

/**
 * Stores new rows with one statement. A value is a text, a number, a boolean, a Date, null (also when it is left out), or an
 * object or list, which are stored as JSON; an array column takes a PostgreSQL array literal (`arrayLiteral`).
 */
export async function insertRows(tx: Transaction, rows: RowSet): Promise<void> {
  if (rows.size === 0) return;
  const { table, columns } = rows;
  const list = columns.map((column) => `"${column}"`).join(', ');
  if (rows.size >= COPIED_FROM) {
    await tx.copy(`COPY ${table} (${list}) FROM STDIN`, lines(rows));
    return;
  }
  const objects = [...rows.values()].map((row) =>
    Object.fromEntries(columns.map((column, at) => [column, row[at]])),
  );
  await tx.sql(
    `${table}.insert`,
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [JSON.stringify(objects)],
  );
}

/** A text array as PostgreSQL writes it (manual, section 8.15.2). */
export const arrayLiteral = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Rows in COPY's text format (manual, "COPY", File Formats). */
function* lines({ values }: RowSet): Iterable<string> {
  for (const row of values()) yield `${row.map(cell).join('\t')}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return escaped(JSON.stringify(value));
  return String(value);
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
