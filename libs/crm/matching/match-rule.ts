import { comparedField, type MatchedObject, type Row } from './fields';
import { bestFinder } from './match-keys';
import type { MatcherName } from './matchers';
import { type NormalizerName, normalized, type Value } from './normalizers';
import { similarity } from './similarity';

/** One comparison of a rule. */
export interface Condition {
  readonly field: string;
  readonly normalizer: NormalizerName;
  readonly matcher: MatcherName;
  /** How much it counts beside the others. */
  readonly weight: number;
  /** What is less alike counts as not alike at all. */
  readonly threshold: number;
  /** Whether both records must have the field, and be alike in it; otherwise one that is empty says nothing. */
  readonly required: boolean;
}

/** When two records of a kind are the same one. */
export interface MatchRule {
  readonly object: MatchedObject;
  readonly conditions: readonly Condition[];
  /** The score from which they are. */
  readonly threshold: number;
}

/** What came of one comparison. */
export interface Compared {
  readonly field: string;
  readonly normalizer: NormalizerName;
  readonly matcher: MatcherName;
  readonly similarity: number;
  /** As they stand in the one and in the other record. */
  readonly values: readonly [string, string];
  readonly is_alike: boolean;
}

/** Why two records are the same. */
export interface Explanation {
  readonly score: number;
  readonly compared: readonly Compared[];
}

/** A record whose values are made comparable once, however many others it is compared with. */
export class Subject {
  private readonly known = new Map<string, readonly Value[]>();

  constructor(
    readonly object: MatchedObject,
    private readonly row: Row,
  ) {}

  values(field: string, normalizer: NormalizerName): readonly Value[] {
    const name = `${field} ${normalizer}`;
    const known = this.known.get(name);
    if (known) return known;
    const raw = comparedField(this.object, field)?.values(this.row) ?? [];
    const made = raw.flatMap((one) => normalized(normalizer, one) ?? []);
    this.known.set(name, made);
    return made;
  }
}

/** The two values of a field that are most alike; null when one of the records has none. */
function compare(condition: Condition, one: Subject, other: Subject): Compared | null {
  const { field, normalizer, matcher, threshold } = condition;
  const left = one.values(field, normalizer);
  const right = left.length > 0 ? other.values(field, normalizer) : [];
  let best: Compared | null = null;
  for (const a of left) {
    for (const b of right) {
      const found = similarity(matcher, a, b);
      if (best !== null && found <= best.similarity) continue;
      const values = [a.shown, b.shown] as const;
      best = { field, normalizer, matcher, similarity: found, values, is_alike: found >= threshold };
    }
  }
  return best;
}

/** The conditions in the order that ends soonest: what must hold first, and of that what costs least. */
const COST: Readonly<Record<MatcherName, number>> = {
  exact: 0,
  jaro_winkler: 1,
  double_metaphone: 2,
  trigram: 3,
};

const orders = new WeakMap<MatchRule, readonly Condition[]>();

function inOrder(rule: MatchRule): readonly Condition[] {
  const known = orders.get(rule);
  if (known) return known;
  const cost = ({ required, matcher }: Condition) => (required ? 0 : 10) + COST[matcher];
  const order = rule.conditions.toSorted((a, b) => cost(a) - cost(b));
  orders.set(rule, order);
  return order;
}

/**
 * Whether a rule says that two records are the same, and why. The score is the mean of what both have, by weight; what is less alike
 * than a condition asks for counts nothing, and what one of them lacks is left out.
 */
export function applyRule(rule: MatchRule, one: Subject, other: Subject): Explanation | null {
  const compared: Compared[] = [];
  let [sum, weights] = [0, 0];
  for (const condition of inOrder(rule)) {
    const found = compare(condition, one, other);
    if (condition.required && !found?.is_alike) return null;
    if (!found) continue;
    weights += condition.weight;
    if (found.is_alike) sum += condition.weight * found.similarity;
    compared.push(found);
  }
  const score = weights === 0 ? 0 : sum / weights;
  return score > 0 && score >= rule.threshold
    ? { score: rounded(score), compared: compared.map(told) }
    : null;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const told = (one: Compared): Compared => ({ ...one, similarity: rounded(one.similarity) });

/** A rule's explanation, and which rule it was. */
export interface Match<Rule extends MatchRule = MatchRule> extends Explanation {
  readonly rule: Rule;
}

/** The rules that say that two records are the same, the highest score first; in the order of the rules where it is equal. */
export function matchesOf<Rule extends MatchRule>(
  rules: readonly Rule[],
  one: Subject,
  other: Subject,
): Match<Rule>[] {
  const found = rules.flatMap((rule) => {
    const explanation = applyRule(rule, one, other);
    return explanation ? [{ rule, ...explanation }] : [];
  });
  return found.toSorted((a, b) => b.score - a.score);
}

/** The beginnings of the keys that lead to all records which any of the rules may mean. */
export const keyPrefixes = (rules: readonly MatchRule[]): ReadonlySet<string> =>
  new Set(rules.flatMap((rule) => keyPrefix(rule) ?? []));

/** The beginning of the keys that lead to all records which a rule may mean. */
export function keyPrefix({ object, conditions }: MatchRule): string | undefined {
  const required = conditions.filter((condition) => condition.required).map(({ field }) => field);
  return bestFinder(object, required);
}
