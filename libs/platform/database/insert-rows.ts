import type { Transaction } from './transaction';

/** Rows of one table: the values of each in the order of the columns. */
export interface RowSet {
  readonly table: string;
  readonly columns: readonly string[];
  readonly size: number;
  /** Made when they are needed, so that the server works on the first rows while the last are still being made. */
  readonly values: () => Iterable<readonly unknown[]>;
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
function* lines({ columns, values }: RowSet): Iterable<string> {
  const cells = columns.map(() => cellOf());
  for (const row of values()) yield `${cells.map((cell, at) => cell(row[at])).join('\t')}\n`;
}

/** The texts of one column; rows often share an object, such as who wrote them. */
function cellOf(): (value: unknown) => string {
  let object: unknown;
  let json = '';
  return (value) => {
    if (value === null || value === undefined) return '\\N';
    if (typeof value === 'string') return SPECIAL.test(value) ? escaped(value) : value;
    if (typeof value !== 'object') return JSON.stringify(value);
    if (value !== object) {
      object = value;
      json = value instanceof Date ? value.toISOString() : escapedJson(JSON.stringify(value));
    }
    return json;
  };
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string =>
  text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);

/** JSON has written the other special characters with a backslash already. */
const escapedJson = (json: string): string => (json.includes('\\') ? json.replaceAll('\\', '\\\\') : json);
