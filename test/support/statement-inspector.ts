import { createReadStream } from 'node:fs';

import { isOfEverybody, STATEMENT_EXCEPTIONS } from './statement-exceptions';
import { unboundTables } from './statement-rules';

/** A statement that uses tables of workspaces without naming the workspace. */
export interface UnboundStatement {
  /** What it was prepared as; `statement` when it was not. */
  readonly name: string;
  readonly text: string;
  readonly tables: readonly string[];
}

/** What an inspection of a log found, and that it looked at all. */
export interface Inspection {
  readonly unbound: readonly UnboundStatement[];
  /** How many different statements there were. */
  readonly statements: number;
}

/** Reads PostgreSQL's log of a test run and checks each different statement once. */
export async function inspectStatements(
  logFile: string,
  workspaceTables: ReadonlySet<string>,
): Promise<Inspection> {
  const isWorkspaceTable = (table: string): boolean => workspaceTables.has(table.replace(/_\d{8}$/, ''));
  const excepted = new Set(STATEMENT_EXCEPTIONS.map(({ name }) => name));
  const statements = await differentStatements(logFile);
  const found = [...statements].flatMap(([text, name]): UnboundStatement[] => {
    const tables = unboundTables(text, isWorkspaceTable);
    return tables.length > 0 ? [{ name, text, tables }] : [];
  });
  return {
    unbound: found.filter(({ name }) => !excepted.has(name)),
    statements: statements.size,
  };
}

const ENTRY = /^(\w*)\|LOG: {2}(?:(statement)|execute ([^:]*)): ([\s\S]*)/;

/** Each statement of a test database with its texts and numbers left out, and the name that it had. */
async function differentStatements(logFile: string): Promise<ReadonlyMap<string, string>> {
  const seen = new Set<string>();
  const statements = new Map<string, string>();
  for await (const entry of entriesOf(logFile)) {
    const found = statementIn(entry);
    if (!found || seen.has(found.text) || isOfEverybody(found.name, found.text)) continue;
    seen.add(found.text);
    const usual = withoutValues(found.text);
    if (!statements.has(usual)) statements.set(usual, found.name);
  }
  return statements;
}

function statementIn(entry: string): { name: string; text: string } | null {
  const [, database, plain, prepared, text] = ENTRY.exec(entry) ?? [];
  if (!database?.startsWith('dealwright_te')) return null;
  return { name: prepared ?? plain ?? '', text: text?.trimEnd() ?? '' };
}

const withoutValues = (text: string): string =>
  text.replaceAll(/'(?:[^']|'')*'/g, "'…'").replaceAll(/(?<![\w$])\d+/g, '0');

/** The entries of the log: a line that starts with a database, and the indented lines that go on with it. */
async function* entriesOf(logFile: string): AsyncGenerator<string> {
  let rest = '';
  const chunks = createReadStream(logFile, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks as AsyncIterable<string>) {
    const entries = (rest + chunk).split(/\n(?=[^\t])/);
    rest = entries.pop() ?? '';
    yield* entries;
  }
  yield rest;
}
