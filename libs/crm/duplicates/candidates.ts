import {
  comparedField,
  keyPrefixes,
  type Match,
  type MatchedObject,
  matchesOf,
  matchKeys,
  Subject,
} from '@crm/matching';
import { type Columns, type RecordType, rowTable } from '@crm/records';
import type { Sql } from '@platform/database';

import { keyNumber } from './key-number';
import type { RuleInUse } from './rules-in-use';

/** How many records of one key are looked at: the newest. */
const MOST_PER_KEY = 200;
/** How many candidates are told. */
const MOST_TOLD = 50;

/** A record that is asked about. */
export interface Asked {
  /** Its stored id; null for one that is not stored. */
  readonly id: string | null;
  readonly row: Columns;
}

/** A record that may be the same one. */
export interface Candidate {
  readonly id: string;
  readonly row: Columns;
  /** What says so, the highest score first; never empty. */
  readonly matches: readonly Match<RuleInUse>[];
}

/** What was found, and what was not looked through to its end. */
export interface Found {
  readonly candidates: readonly Candidate[];
  /** Fields in which so many records are the same that only the newest of them were looked at. */
  readonly tooCommon: readonly string[];
}

interface Search {
  readonly workspaceId: string;
  /** The form of the type that whoever asks sees: other rows and fields take no part. */
  readonly type: RecordType;
  readonly rules: readonly RuleInUse[];
}

/**
 * Records that may be the same as one: found by the keys that they share with it, never by looking through all, and compared in memory.
 * What is hidden from whoever asks is empty on both sides, so that neither a candidate nor its absence tells of it.
 */
export async function findCandidates(
  sql: Sql,
  { workspaceId, type, rules }: Search,
  asked: Asked,
): Promise<Found> {
  const object = type.name as MatchedObject;
  const own = visible(type, asked.row);
  const prefixes = keyPrefixes(rules);
  const keys = matchKeys(object, own).filter((key) => prefixes.has(prefixOf(key)));
  const shared = await recordsOfKeys(sql, workspaceId, object, keys);
  const ids = [...new Set(shared.ids)].filter((id) => id !== asked.id);
  const rows = await readRows(sql, { workspaceId, type, rules }, ids);
  const subject = new Subject(object, own);
  const candidates = rows.flatMap((row) => {
    const matches = matchesOf(rules, subject, new Subject(object, row));
    return matches.length > 0 ? [{ id: row.id, row, matches }] : [];
  });
  return { candidates: candidates.toSorted(byScore).slice(0, MOST_TOLD), tooCommon: shared.tooCommon };
}

const prefixOf = (key: string): string => key.slice(0, key.indexOf(':'));

const scoreOf = ({ matches: [best] }: Candidate): number => best?.score ?? 0;

const byScore = (a: Candidate, b: Candidate): number => scoreOf(b) - scoreOf(a) || (a.id < b.id ? -1 : 1);

/** A row without what is hidden from whoever sees this form of the type. */
function visible(type: RecordType, row: Columns): Columns {
  const hidden = type.seen?.hidden;
  if (!hidden || hidden.size === 0) return row;
  return Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.has(column)));
}

/** What the keys of a family begin with, and the field that they are made of, as callers know it. */
const FIELD_OF: Readonly<Record<string, string>> = {
  p: 'phones',
  e: 'emails',
  d: 'domains',
  n: 'name',
  c: 'company_name',
  b: 'birthday',
  a: 'address',
  l: 'client',
};

async function recordsOfKeys(sql: Sql, workspaceId: string, object: MatchedObject, keys: readonly string[]) {
  if (keys.length === 0) return { ids: [], tooCommon: [] };
  const rows = await sql.sql<{ at: number; record_id: string }>('match_keys.sharing', SHARING, [
    workspaceId,
    keys.map((key) => keyNumber(object, key)),
    MOST_PER_KEY + 1,
  ]);
  const byKey = Map.groupBy(rows, ({ at }) => at);
  const common = [...byKey]
    .filter(([, of]) => of.length > MOST_PER_KEY)
    .map(([at]) => fieldOf(object, prefixOf(keys[at - 1] ?? '')));
  const ids = [...byKey.values()].flatMap((of) =>
    of.slice(0, MOST_PER_KEY).map(({ record_id }) => record_id),
  );
  return { ids, tooCommon: [...new Set(common)].sort() };
}

const fieldOf = (object: MatchedObject, prefix: string): string =>
  object === 'company' && prefix === 'c' ? 'name' : (FIELD_OF[prefix] ?? prefix);

/** The newest records of each key first; `at` is the key's place among those asked for, from 1. */
const SHARING = `
  SELECT wanted.at::integer, found.record_id FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted (key, at)
  CROSS JOIN LATERAL (
    SELECT record_id FROM match_keys WHERE workspace_id = $1 AND key = wanted.key
    ORDER BY record_id DESC LIMIT $3) AS found`;

/** Rows that may be read, of what rules compare alone. */
async function readRows(
  sql: Sql,
  { workspaceId, type, rules }: Search,
  ids: readonly string[],
): Promise<(Columns & { id: string })[]> {
  if (ids.length === 0) return [];
  const { table } = rowTable(type.row);
  const hidden = type.seen?.hidden;
  const columns = comparedColumns(rules).filter((column) => hidden?.has(column) !== true);
  const condition = type.seen?.readable(table) ?? null;
  const text = `SELECT ${['id', ...columns].map((column) => `"${column}"`).join(', ')} FROM ${table}
    WHERE workspace_id = $1 AND id = ANY($2) AND deleted_at IS NULL${condition === null ? '' : ` AND ${condition}`}`;
  return sql.sql('', text, [workspaceId, ids]);
}

const comparedColumns = (rules: readonly RuleInUse[]): string[] => [
  ...new Set(
    rules.flatMap(({ object, conditions }) =>
      conditions.flatMap(({ field }) => comparedField(object, field)?.columns ?? []),
    ),
  ),
];
