import { type Compare, MATCHERS, type MatcherName } from './matchers';
import type { Value } from './normalizers';
import { wordSimilarity } from './similar-words';

/** A name of one word says less than a whole one. */
const ONE_WORD = 0.89;
/** A word alone may belong to many whole names. */
const PART_OF_NAME = 0.75;

/**
 * Words in any order: each of the fewer finds the one that is most like it, and the worst of them counts as much as all together, so
 * that brothers are not one another.
 */
function similarityOfNames(matcher: MatcherName, one: readonly string[], other: readonly string[]): number {
  const [fewer, more] = one.length <= other.length ? [one, [...other]] : [other, [...one]];
  if (matcher === 'exact' && fewer.length !== more.length) return 0;
  const found = fewer.map((word) => takeBest(matcher, word, more));
  const mean = found.reduce((sum, similarity) => sum + similarity, 0) / found.length;
  const whole = (mean + Math.min(...found)) / 2;
  if (fewer.length > 1) return whole;
  return whole * (more.length > 0 ? PART_OF_NAME : ONE_WORD);
}

/** Takes the word that is most like one out of those that are left, and says how much it is. */
function takeBest(matcher: MatcherName, word: string, left: string[]): number {
  const similarities = left.map((other) => wordSimilarity(matcher, word, other));
  const best = Math.max(...similarities);
  left.splice(similarities.indexOf(best), 1);
  return best;
}

/** What another house of the same street is worth. */
const OTHER_HOUSE = 0.5;

function similarityOfAddresses(compare: Compare, one: string, other: string): number {
  const [left, right] = [/\d+/.exec(one)?.[0], /\d+/.exec(other)?.[0]];
  return compare(one, other) * (left === right ? 1 : OTHER_HOUSE);
}

/** How alike two values are, from 0 to 1. */
export function similarity(matcher: MatcherName, one: Value, other: Value): number {
  if (one.kind === 'name') return similarityOfNames(matcher, one.words, other.words);
  const compare: Compare = MATCHERS[matcher];
  const [left, right] = [one.words.join(' '), other.words.join(' ')];
  return one.kind === 'address' ? similarityOfAddresses(compare, left, right) : compare(left, right);
}

/** What of a value may make two values alike: the words of a name, all of any other. */
export const partsOf = ({ kind, words }: Value): readonly string[] =>
  kind === 'name' ? words : [words.join(' ')];
