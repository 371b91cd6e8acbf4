import { setImmediate as nextTurn } from 'node:timers/promises';

import { type KeyBlock, prefixOf, type RuleInUse, readRows, type Search } from '@crm/duplicates';
import { applyRule, keyPrefix, type MatchedObject, Subject } from '@crm/matching';
import type { Sql } from '@platform/database';

import { nameOfPair, type PairIds, pairOf } from './stored-pairs';

/** How long other work of the process waits at most. */
const MOST_MS = 20;

/**
 * The pairs of records that share a key and that a rule takes for one. In the block of a key only the rules that find by such keys are
 * asked: what another one finds stands in a block of its own.
 */
export async function pairsInBlocks(
  sql: Sql,
  search: Search,
  blocks: readonly KeyBlock[],
): Promise<PairIds[]> {
  const byPrefix = Map.groupBy(search.rules, (rule) => keyPrefix(rule) ?? '');
  const useful = blocks.filter(({ key }) => byPrefix.has(prefixOf(key)));
  const rows = await readRows(sql, search, [...new Set(useful.flatMap(({ ids }) => ids))]);
  const object = search.type.name as MatchedObject;
  const subjects = new Map(rows.map((row) => [row.id, new Subject(object, row)]));
  const found = new Map<string, PairIds>();
  let since = performance.now();
  for (const { key, ids } of useful) {
    for (const rule of byPrefix.get(prefixOf(key)) ?? []) {
      const own = ids.flatMap((id) => meant(rule, { id, subject: subjects.get(id) }));
      for (const [at, one] of own.entries()) {
        for (const pair of pairsOf(rule, one, own.slice(at + 1))) found.set(nameOfPair(pair), pair);
        if (performance.now() - since < MOST_MS) continue;
        await nextTurn();
        since = performance.now();
      }
    }
  }
  return [...found.values()];
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

const pairsOf = (rule: RuleInUse, one: Known, others: readonly Known[]): PairIds[] =>
  others.flatMap((other) => (applyRule(rule, one.subject, other.subject) ? [pairOf(one.id, other.id)] : []));
