import { setImmediate as nextTurn } from 'node:timers/promises';

import { type KeyBlock, prefixOf, type RuleInUse, readRows, type Search } from '@crm/duplicates';
import { applyRule, keyPrefix, likelyPairs, type MatchedObject, Subject } from '@crm/matching';
import type { Sql } from '@platform/database';

import { nameOfPair, type PairIds, pairOf } from './stored-pairs';

/** How long other work of the process waits at most. */
const MOST_MS = 20;

/**
 * The pairs of records that share a key and that a rule takes for one. In the block of a key only the rules that find by such keys are
 * asked, and only what they compare is read: what another one finds stands in a block of its own.
 */
export async function pairsInBlocks(
  sql: Sql,
  search: Search,
  blocks: readonly KeyBlock[],
): Promise<PairIds[]> {
  const byPrefix = Map.groupBy(search.rules, (rule) => keyPrefix(rule) ?? '');
  const found = new Map<string, PairIds>();
  for (const [prefix, own] of Map.groupBy(blocks, ({ key }) => prefixOf(key))) {
    const rules = byPrefix.get(prefix);
    if (rules) await compareBlocks(sql, { ...search, rules }, { prefix, blocks: own }, found);
  }
  return [...found.values()];
}

async function compareBlocks(
  sql: Sql,
  search: Search,
  { prefix, blocks }: { readonly prefix: string; readonly blocks: readonly KeyBlock[] },
  found: Map<string, PairIds>,
): Promise<void> {
  const rows = await readRows(sql, search, [...new Set(blocks.flatMap(({ ids }) => ids))]);
  const object = search.type.name as MatchedObject;
  const subjects = new Map(rows.map((row) => [row.id, new Subject(object, row)]));
  const groups = blocks.flatMap(({ ids }) =>
    search.rules.map((rule) => ({
      rule,
      own: ids.flatMap((id) => meant(rule, { id, subject: subjects.get(id) })),
    })),
  );
  let since = performance.now();
  for (const { rule, own } of groups) {
    for (const pairs of pairsOf(rule, prefix, own)) {
      for (const pair of pairs) found.set(nameOfPair(pair), pair);
      if (performance.now() - since < MOST_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }
}

interface Known {
  readonly id: string;
  readonly subject: Subject;
}

/** A record that has what a rule requires: the others of a block need no comparison. */
function meant(
  { conditions }: RuleInUse,
  { id, subject }: { id: string; subject: Subject | undefined },
): Known[] {
  const required = conditions.filter((condition) => condition.required);
  const isMeant =
    subject && required.every(({ field, normalizer }) => subject.values(field, normalizer).length > 0);
  return isMeant ? [{ id, subject }] : [];
}

/** The pairs of each record with later ones, a record at a time. */
function* pairsOf(rule: RuleInUse, prefix: string, own: readonly Known[]): Generator<PairIds[]> {
  const subjects = own.map(({ subject }) => subject);
  let at = 0;
  for (const others of likelyPairs(rule, prefix, subjects)) {
    const one = own[at];
    at += 1;
    if (one) yield [...others].flatMap((place) => pairIn(rule, one, own[place]));
  }
}

const pairIn = (rule: RuleInUse, one: Known, other: Known | undefined): PairIds[] =>
  other && applyRule(rule, one.subject, other.subject) ? [pairOf(one.id, other.id)] : [];
