import { wordsOf } from './latin';
import { fullNames } from './nicknames';

/** Words before and after names that are none. */
const TITLES: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'dr',
  'prof',
  'herr',
  'frau',
  'mme',
  'mlle',
  'sr',
  'jr',
  'phd',
  'ing',
  'ong',
  'ba',
]);

/** How the same sound is written by those who romanise otherwise, or have no umlauts on their keyboard. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/shch|sch(?=[aeiouy])|tsch/g, 'sh'],
  [/([bdfgklmnprstvz])\1/g, '$1'],
  [/ae/g, 'a'],
  [/oe/g, 'o'],
  [/ue/g, 'u'],
  [/ks/g, 'x'],
  [/ph/g, 'f'],
  [/kh/g, 'h'],
  [/w/g, 'v'],
  [/(?:ij|iy|yi|yy|ii|ey|ei|ay|ai|y|j)/g, 'i'],
  [/iu/g, 'u'],
  [/ia/g, 'a'],
  [/io/g, 'o'],
];

/** A word of a name as it sounds to those who write it otherwise. */
export function spelledAlike(word: string): string {
  let alike = word;
  for (const [other, one] of SPELLINGS) alike = alike.replace(other, one);
  return alike;
}

/** The words of a name, in its order, without titles. */
export function nameWords(name: string): string[] {
  const words = wordsOf(name);
  const own = words.filter((word) => !TITLES.has(word));
  return own.length > 0 ? own : words;
}

/** Whether two given names may be the same one: Bill and William, Саша and Aleksandr. */
export function areForms(one: string, other: string): boolean {
  const names = fullNames(one);
  return names.length > 0 && fullNames(other).some((name) => names.includes(name));
}

/** A word of a name by which all its forms are found. */
export const nameRoot = (word: string): string => fullNames(word)[0] ?? word;
