import { sqlTokens, type Token } from './sql-tokens';

/** A table that a part of a statement reads or writes, under the name that it has there. */
interface Use {
  readonly table: string;
  readonly alias: string;
  /** An INSERT, and a COPY of rows, names the workspace among its columns; every other use in a condition. */
  readonly columns: readonly Token[] | null;
}

/**
 * The tables of workspaces that a statement uses without naming the workspace: each use needs `workspace_id = $n` among the
 * conditions that hold for it (not beside OR, not under NOT), an INSERT or COPY the column. A condition that compares two tables does not count.
 */
export function unboundTables(text: string, isWorkspaceTable: (table: string) => boolean): string[] {
  return inBlock(sqlTokens(text), isWorkspaceTable);
}

type Known = (table: string) => boolean;

const SET_OPERATIONS = new Set<Token>(['union', 'intersect', 'except']);
const STATEMENTS = new Set<Token>(['select', 'insert', 'update', 'delete', 'with', 'values']);
const WHOLE_TABLE = new Set<Token>(['truncate', 'lock']);

/** A query and everything inside its parentheses. */
function inBlock(tokens: readonly Token[], isKnown: Known): string[] {
  const queries = tokens.flatMap((token) => (isList(token) ? inParentheses(token, isKnown) : []));
  return [...queries, ...splitAt(tokens, SET_OPERATIONS).flatMap((part) => unboundHere(part, isKnown))];
}

function inParentheses(tokens: readonly Token[], isKnown: Known): string[] {
  const [first] = tokens;
  if (first !== undefined && STATEMENTS.has(first)) return inBlock(tokens, isKnown);
  return tokens.flatMap((token) => (isList(token) ? inParentheses(token, isKnown) : []));
}

function unboundHere(tokens: readonly Token[], isKnown: Known): string[] {
  const uses = usesIn(tokens).filter(({ table }) => isKnown(table));
  const bound = boundAliases(tokens);
  const isAlone = uses.length === 1;
  return uses
    .filter(({ alias, columns }) =>
      columns ? !columns.includes('workspace_id') : !bound.has(alias) && !(isAlone && bound.has('')),
    )
    .map(({ table }) => table);
}

const isList = (token: Token | undefined): token is readonly Token[] => Array.isArray(token);

function splitAt(tokens: readonly Token[], separators: ReadonlySet<Token>): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (separators.has(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Where a name of a table follows. */
const BEFORE_TABLE = new Set<Token>(['from', 'join', 'into', 'update', 'using', 'truncate', 'copy', 'lock']);
/** Words after which `update` and `from` mean something else: FOR UPDATE, DO UPDATE, IS DISTINCT FROM. */
const NOT_A_TABLE = new Set<Token>(['for', 'key', 'do', 'distinct']);
/** Words that cannot be the other name of a table. */
const AFTER_TABLE = new Set<Token>(
  'where on join left right inner full cross natural set values select using group order limit offset returning for as having union window default with fetch'.split(
    ' ',
  ),
);

function usesIn(tokens: readonly Token[]): Use[] {
  const uses: Use[] = [];
  let inFrom = false;
  tokens.forEach((token, at) => {
    const starts = BEFORE_TABLE.has(token) && !NOT_A_TABLE.has(tokens[at - 1] ?? '');
    inFrom = starts ? opensList(token) : inFrom && !ENDS_FROM.has(token);
    if (starts || (inFrom && token === ',')) uses.push(...useAt(tokens, at + 1, token));
    if (inFrom && isJoinInParentheses(token)) uses.push(...usesIn(['from', ...token]));
  });
  return uses;
}

/** Whether several tables may follow, with commas between them. */
const opensList = (keyword: Token): boolean =>
  keyword === 'from' || keyword === 'using' || WHOLE_TABLE.has(keyword);

const isJoinInParentheses = (token: Token): token is readonly Token[] =>
  isList(token) && !STATEMENTS.has(token[0] ?? '');

const ENDS_FROM = new Set<Token>([
  'where',
  'set',
  'group',
  'order',
  'limit',
  'returning',
  'having',
  'values',
  'select',
]);

/** FROM ONLY leads, TRUNCATE TABLE leads. */
const BETWEEN = new Set<Token>(['only', 'table']);

function useAt(tokens: readonly Token[], start: number, keyword: Token): Use[] {
  const at = start + Number(BETWEEN.has(tokens[start] ?? ''));
  const [table, ...after] = tokens.slice(tokens[at + 1] === '.' ? at + 2 : at);
  return typeof table === 'string' && /^[a-z_]\w*$/.test(table) ? usesOf(table, after, keyword) : [];
}

/** A name before parentheses is a function, unless rows are put in: then its columns are named there. */
function usesOf(table: string, after: readonly Token[], keyword: Token): Use[] {
  const [next] = after;
  const columns = isList(next) ? next : [];
  if (keyword === 'into' || (keyword === 'copy' && isList(next))) return [{ table, alias: table, columns }];
  return isList(next) ? [] : [{ table, alias: otherName(after) ?? table, columns: null }];
}

function otherName([next, afterNext]: readonly Token[]): string | undefined {
  const name = next === 'as' ? afterNext : next;
  return typeof name === 'string' && /^[\w$]+$/.test(name) && !AFTER_TABLE.has(name) ? name : undefined;
}

const CONDITIONS = new Set<Token>(['where', 'on']);
const ENDS_CONDITION = new Set<Token>(
  'select from where on join left right inner full cross group order having limit returning set values for window conflict do'.split(
    ' ',
  ),
);

/** The names of tables whose workspace is bound by a condition; '' stands for a condition without one. */
function boundAliases(tokens: readonly Token[]): Set<string> {
  const bound = new Set<string>();
  tokens.forEach((token, at) => {
    if (!CONDITIONS.has(token) || tokens[at + 1] === 'conflict' || tokens[at + 1] === 'constraint') return;
    const length = tokens.slice(at + 1).findIndex((one) => ENDS_CONDITION.has(one));
    const condition = tokens.slice(at + 1, length < 0 ? undefined : at + 1 + length);
    const joined = token === 'on' ? outerJoined(tokens, at) : undefined;
    for (const alias of boundIn(condition)) if (joined === undefined || joined === alias) bound.add(alias);
  });
  return bound;
}

/** The table of an outer join, of which alone its ON says which rows are seen; undefined for an inner join. */
function outerJoined(tokens: readonly Token[], on: number): string | undefined {
  const join = tokens.lastIndexOf('join', on);
  const kind = tokens.slice(Math.max(0, join - 2), join);
  if (kind.includes('left')) return useAt(tokens, join + 1, 'join')[0]?.alias ?? '';
  return kind.includes('right') || kind.includes('full') ? 'nothing at all' : undefined;
}

function boundIn(condition: readonly Token[]): string[] {
  if (condition.includes('or')) return [];
  return condition.flatMap((token, at) => {
    if (isList(token)) return holdsConditions(token, condition[at - 1]) ? boundIn(token) : [];
    const isBound = token === 'workspace_id' && condition[at + 1] === '=' && isParameter(condition[at + 2]);
    return isBound ? aliasBefore(condition, at) : [];
  });
}

/** What stands before a column: the name of its table, '' for none; nothing when the condition is negated. */
function aliasBefore(condition: readonly Token[], at: number): string[] {
  const alias = condition[at - 1] === '.' ? condition[at - 2] : '';
  const before = condition[alias === '' ? at - 1 : at - 3];
  return typeof alias === 'string' && before !== 'not' ? [alias] : [];
}

/** Whether conditions in parentheses hold outside them too: not those of a query, an argument or a negation. */
const holdsConditions = (inside: readonly Token[], before: Token | undefined): boolean =>
  !STATEMENTS.has(inside[0] ?? '') && !isOperand(before);

const isParameter = (token: Token | undefined): boolean => typeof token === 'string' && /^\$\d+$/.test(token);

/** Parentheses after these hold no condition: arguments, lists, values. */
const isOperand = (token: Token | undefined): boolean =>
  typeof token === 'string' && /^(?:[\w$]+|[<>=!]+)$/.test(token) && token !== 'and';
