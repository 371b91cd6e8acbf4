import { RowFeed } from './row-feed';
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
 * Stores new rows, set by set, each with one statement; while the server works on one set, the lines of the next are made. A
 * value is a text, a number, a boolean, a Date, null (also when it is left out), or an object or list, which are stored as
 * JSON; an array column takes a PostgreSQL array literal (`arrayLiteral`).
 */
export async function insertRows(tx: Transaction, ...sets: readonly RowSet[]): Promise<void> {
  const copied = new Map(
    sets.filter(({ size }) => size >= COPIED_FROM).map((rows) => [rows, new RowFeed(lines(rows))]),
  );
  const prepare = () => [...copied.values()].some((feed) => feed.prepare());
  for (const rows of sets) {
    const feed = copied.get(rows);
    copied.delete(rows);
    if (feed) await tx.copy(`COPY ${rows.table} (${listOf(rows)}) FROM STDIN`, feed, prepare);
    else if (rows.size > 0) await insert(tx, rows);
  }
}

async function insert(tx: Transaction, rows: RowSet): Promise<void> {
  const { table, columns } = rows;
  const list = listOf(rows);
  const objects = [...rows.values()].map((row) =>
    Object.fromEntries(columns.map((column, at) => [column, row[at]])),
  );
  await tx.sql(
    `${table}.insert`,
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [JSON.stringify(objects)],
  );
}

const listOf = ({ columns }: RowSet): string => columns.map((column) => `"${column}"`).join(', ');

/** A text array as PostgreSQL writes it (manual, section 8.15.2). */
export const arrayLiteral = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Rows in COPY's text format (manual, "COPY", File Formats). */
function* lines({ columns, values }: RowSet): Generator<string, void> {
  const [first, ...rest] = columns.map(() => cellOf());
  if (!first) return;
  for (const row of values()) {
    let line = first(row[0]);
    let at = 0;
    for (const cell of rest) {
      at += 1;
      line += `\t${cell(row[at])}`;
    }
    yield `${line}\n`;
  }
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
