import {
  comparedField,
  keyPrefix,
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
export const MOST_PER_KEY = 200;
/** How many candidates are told. */
export const MOST_TOLD = 50;

/** Of how many records at once the candidates are held in memory. */
const ASKED_AT_ONCE = 50;

/** A record that is asked about. */
export interface Asked {
  /** Its stored id; null for one that is not stored. */
  readonly id: string | null;
  readonly row: Columns;
  /** Stored ids of records to compare it with even if they share no key with it. */
  readonly also?: readonly string[];
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
  /** The highest score first. */
  readonly candidates: readonly Candidate[];
  /** Fields in which so many records are the same that only the newest of them were looked at. */
  readonly tooCommon: readonly string[];
}

export interface Search {
  readonly workspaceId: string;
  /** The form of the type that whoever asks sees: other rows and fields take no part. */
  readonly type: RecordType;
  readonly rules: readonly RuleInUse[];
}

/**
 * Records that may be the same as each of some: found by the keys that they share with it, never by looking through all, and compared in
 * memory. What is hidden from whoever asks is empty on both sides, so that neither a candidate nor its absence tells of it.
 */
export async function findCandidates(sql: Sql, search: Search, asked: readonly Asked[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE)
    found.push(...(await findSome(sql, search, asked.slice(at, at + ASKED_AT_ONCE))));
  return found;
}

async function findSome(sql: Sql, search: Search, asked: readonly Asked[]): Promise<Found[]> {
  const { workspaceId, type } = search;
  const object = type.name as MatchedObject;
  const all = asked.map(({ row, ...one }) => {
    const own = visible(type, row);
    return { ...one, subject: new Subject(object, own), keys: findingKeys(search, own) };
  });
  const keys = [...new Set(all.flatMap((one) => one.keys))];
  const sharing = await recordsOfKeys(sql, { workspaceId, object, keys });
  const found = all.map((one) => ({ one, by: foundBy(one, sharing) }));
  const rows = await readRows(sql, search, [...new Set(found.flatMap(({ by }) => [...by.keys()]))]);
  const others = new Map(rows.map((row) => [row.id, { row, subject: new Subject(object, row) }]));
  return found.map(({ one, by }) => {
    const asking = new RulesByKey(
      search.rules,
      one.keys.filter((key) => isCommon(sharing, key)),
    );
    const candidates = [...by].flatMap(([id, prefixes]): Candidate[] => {
      const other = others.get(id);
      if (!other || !asking.mayMatch(prefixes, one.subject, other.subject)) return [];
      return [{ id, row: other.row, matches: matchesOf(search.rules, one.subject, other.subject) }];
    });
    return {
      candidates: candidates.toSorted(byScore),
      tooCommon: commonFields(object, one.keys, sharing),
    };
  });
}

/** By their stored ids, the records that share a key with one, and of which families those keys are; of those to be compared in any case, none. */
function foundBy(
  { id, keys, also = [] }: Pick<Asked, 'id' | 'also'> & { readonly keys: readonly string[] },
  sharing: Sharing,
): Map<string, Set<string>> {
  const found = new Map(also.map((other) => [other, new Set<string>()]));
  for (const key of keys) {
    for (const other of (sharing.get(key) ?? []).slice(0, MOST_PER_KEY)) {
      const prefixes = found.get(other);
      if (!prefixes) found.set(other, new Set([prefixOf(key)]));
      else if (prefixes.size > 0) prefixes.add(prefixOf(key));
    }
  }
  if (id !== null) found.delete(id);
  return found;
}

/**
 * The rules that are worth asking about two records which share some keys: those that find by such keys. Most others would compare much for
 * nothing: people of one name, who live in different places.
 */
class RulesByKey {
  private readonly common: ReadonlySet<string>;
  private readonly known = new Map<string, readonly RuleInUse[]>();

  /** Of keys that too many records share, not all were found: rules that find by such are asked in any case. */
  constructor(
    private readonly rules: readonly RuleInUse[],
    common: readonly string[],
  ) {
    this.common = new Set(common.map(prefixOf));
  }

  /** Whether any rule may take them for one. */
  mayMatch(prefixes: ReadonlySet<string>, one: Subject, other: Subject): boolean {
    return matchesOf(this.rulesFor(prefixes), one, other).length > 0;
  }

  private rulesFor(prefixes: ReadonlySet<string>): readonly RuleInUse[] {
    if (prefixes.size === 0) return this.rules;
    const name = [...prefixes].join('');
    const known = this.known.get(name);
    if (known) return known;
    const made = this.rules.filter((rule) => {
      const prefix = keyPrefix(rule) ?? '';
      return prefixes.has(prefix) || this.common.has(prefix);
    });
    this.known.set(name, made);
    return made;
  }
}

/** The keys by which the rules find the equals of a row. */
export function findingKeys({ type, rules }: Pick<Search, 'type' | 'rules'>, row: Columns): string[] {
  const prefixes = keyPrefixes(rules);
  return matchKeys(type.name as MatchedObject, row).filter((key) => prefixes.has(prefixOf(key)));
}

export const prefixOf = (key: string): string => key.slice(0, key.indexOf(':'));

/** How likely a candidate is: what the rule says that is surest of it. */
export const scoreOf = ({ matches: [best] }: Pick<Candidate, 'matches'>): number => best?.score ?? 0;

const byScore = (a: Candidate, b: Candidate): number => scoreOf(b) - scoreOf(a) || (a.id < b.id ? -1 : 1);

/** A row without what is hidden from whoever sees this form of the type. */
export function visible(type: RecordType, row: Columns): Columns {
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

/** By their keys, the newest records that have them; one more than are looked at when there are more. */
type Sharing = ReadonlyMap<string, readonly string[]>;

const isCommon = (sharing: Sharing, key: string): boolean => (sharing.get(key)?.length ?? 0) > MOST_PER_KEY;

async function recordsOfKeys(
  sql: Sql,
  { workspaceId, object, keys }: { workspaceId: string; object: MatchedObject; keys: readonly string[] },
): Promise<Sharing> {
  if (keys.length === 0) return new Map();
  const rows = await sql.sql<{ at: number; record_id: string }>('match_keys.sharing', SHARING, [
    workspaceId,
    keys.map((key) => keyNumber(object, key)),
    MOST_PER_KEY + 1,
  ]);
  const byKey = Map.groupBy(rows, ({ at }) => keys[at - 1] ?? '');
  return new Map([...byKey].map(([key, of]) => [key, of.map(({ record_id }) => record_id)]));
}

function commonFields(object: MatchedObject, keys: readonly string[], sharing: Sharing): string[] {
  const common = keys.filter((key) => isCommon(sharing, key));
  return [...new Set(common.map((key) => fieldOf(object, prefixOf(key))))].sort();
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
export async function readRows(
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
