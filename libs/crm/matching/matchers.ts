import { jaroWinkler } from '@skyra/jaro-winkler';
import { doubleMetaphone } from 'double-metaphone';

/** How alike two texts are, from 0 to 1. */
export type Compare = (one: string, other: string) => number;

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

/** How texts are compared. */
export const MATCHERS = {
  exact,
  trigram,
  jaro_winkler: jaroWinkler,
  double_metaphone: metaphone,
} as const satisfies Readonly<Record<string, Compare>>;

export type MatcherName = keyof typeof MATCHERS;

export const MATCHER_NAMES = Object.keys(MATCHERS) as MatcherName[];
