import { jaroWinkler } from '@skyra/jaro-winkler';
import { doubleMetaphone } from 'double-metaphone';

import type { Value } from './normalizers';
import { areForms, spelledAlike } from './person-name';
import { remembered, rememberedPairs } from './remembered';

type Compare = (one: string, other: string) => number;
/** The same of words of names: a word may be asked about many others. */
type CompareWords = (one: string) => (other: string) => number;

const exact: Compare = (one, other) => (one === other ? 1 : 0);

/** The share of groups of three letters that both have (Dice). */
const trigram: Compare = (one, other) => {
  if (one === other) return 1;
  const [left, right] = [trigramsOf(one), trigramsOf(other)];
  let common = 0;
  for (const group of left) if (right.has(group)) common += 1;
  return (2 * common) / (left.size + right.size);
};

/** As PostgreSQL makes them: of each word, with two spaces before and one behind it. */
function trigramsOf(text: string): ReadonlySet<string> {
  const groups = new Set<string>();
  for (const word of text.split(' ')) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) groups.add(padded.slice(at, at + 3));
  }
  return groups;
}

/** Whether they sound alike in English. */
const metaphone: Compare = (one, other) => {
  if (one === other) return 1;
  const [left, right] = [soundsOf(one), soundsOf(other)];
  return left.some((sound) => right.includes(sound)) ? 0.9 : 0;
};

const soundsOf = (text: string): string[] => doubleMetaphone(text).filter((sound) => sound !== '');

const MATCHERS = {
  exact,
  trigram,
  jaro_winkler: jaroWinkler,
  double_metaphone: metaphone,
} as const satisfies Readonly<Record<string, Compare>>;

export type MatcherName = keyof typeof MATCHERS;

export const MATCHER_NAMES = Object.keys(MATCHERS) as MatcherName[];

const sounds = remembered(spelledAlike);

/** What one word of a name is like another: an initial, and a form that people use for it, are nearly the same. */
const ofWords = (compare: Compare): CompareWords =>
  rememberedPairs((one, other) => {
    if (one === other) return 1;
    if (areForms(one, other)) return 0.97;
    if ((one.length === 1 || other.length === 1) && one[0] === other[0]) return 0.9;
    return Math.max(compare(one, other), 0.98 * compare(sounds(one), sounds(other)));
  });

const WORD_MATCHERS: Readonly<Record<MatcherName, CompareWords>> = {
  exact: (one) => (other) => exact(one, other),
  trigram: ofWords(trigram),
  jaro_winkler: ofWords(jaroWinkler),
  double_metaphone: ofWords(metaphone),
};

/** A name of one word says less than a whole one. */
const ONE_WORD = 0.89;
/** A word alone may belong to many whole names. */
const PART_OF_NAME = 0.75;

/**
 * Words in any order: each of the fewer finds the one that is most like it, and the worst of them counts as much as all together, so
 * that brothers are not one another.
 */
function similarityOfNames(compare: CompareWords, one: readonly string[], other: readonly string[]): number {
  const [fewer, more] = one.length <= other.length ? [one, [...other]] : [other, [...one]];
  if (compare === WORD_MATCHERS.exact && fewer.length !== more.length) return 0;
  const found = fewer.map((word) => takeBest(compare, word, more));
  const mean = found.reduce((sum, similarity) => sum + similarity, 0) / found.length;
  const whole = (mean + Math.min(...found)) / 2;
  if (fewer.length > 1) return whole;
  return whole * (more.length > 0 ? PART_OF_NAME : ONE_WORD);
}

/** Takes the word that is most like one out of those that are left, and says how much it is. */
function takeBest(compare: CompareWords, word: string, left: string[]): number {
  const similarities = left.map(compare(word));
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
export function similarity(name: MatcherName, one: Value, other: Value): number {
  if (one.kind === 'name') return similarityOfNames(WORD_MATCHERS[name], one.words, other.words);
  const compare: Compare = MATCHERS[name];
  const [left, right] = [one.words.join(' '), other.words.join(' ')];
  return one.kind === 'address' ? similarityOfAddresses(compare, left, right) : compare(left, right);
}

/** What of a value may make two values alike: the words of a name, all of any other. */
export const partsOf = ({ kind, words }: Value): readonly string[] =>
  kind === 'name' ? words : [words.join(' ')];

/** How alike the parts of two names are: two names are never more alike than those of their parts which are most so. */
export const partSimilarity = (name: MatcherName, part: string): ((other: string) => number) =>
  WORD_MATCHERS[name](part);
