import { finds } from './match-keys';
import type { Condition, MatchRule, Subject } from './match-rule';
import { similarWords } from './similar-words';
import { partsOf } from './similarity';

/** Above what rounding may add to a similarity. */
const ROUNDING = 1e-9;

/**
 * Of the records that share a key of a family, for each the places of the later ones which a rule may take for the same: all that it does
 * take, and of the others those of which one required field might be the same. Who shares a street with a hundred others is compared with
 * the few who have a similar name, so that large blocks cost little more than small ones.
 */
export function* likelyPairs(
  rule: MatchRule,
  prefix: string,
  subjects: readonly Subject[],
): Generator<Iterable<number>, void> {
  const condition = narrowing(rule, prefix);
  if (!condition) {
    const all = [...subjects.keys()];
    for (const at of all) yield all.slice(at + 1);
    return;
  }
  const { field, normalizer, matcher, threshold } = condition;
  const parts = subjects.map((subject) => new Set(subject.values(field, normalizer).flatMap(partsOf)));
  const places = placesOf(parts);
  const near = similarWords(matcher, [...places.keys()], threshold - ROUNDING);
  for (const [at, own] of parts.entries()) {
    const alike = new Set([...own].flatMap(near));
    yield new Set([...alike].flatMap((part) => places.get(part) ?? []).filter((place) => place > at));
  }
}

function placesOf(parts: readonly ReadonlySet<string>[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, own] of parts.entries()) {
    for (const part of own) {
      const known = places.get(part);
      if (known) known.push(at);
      else places.set(part, [at]);
    }
  }
  return places;
}

/**
 * What a rule requires that tells most of a block apart: a field that must be the same, or else a name. Not what the keys of the block are
 * made of, which all of it have.
 */
function narrowing({ object, conditions }: MatchRule, prefix: string): Condition | undefined {
  const required = conditions.filter((one) => one.required && !finds(object, one.field, prefix));
  return (
    required.find(({ matcher }) => matcher === 'exact') ??
    required.find(({ normalizer }) => normalizer === 'person_name')
  );
}
