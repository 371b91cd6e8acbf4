import { MATCHERS, type MatcherName } from './matchers';
import { areForms, spelledAlike } from './person-name';
import { remembered } from './remembered';

const FORMS_OF_A_NAME = 0.97;
const INITIAL = 0.9;
/** What a word is worth that only sounds like another. */
const SOUND = 0.98;

const soundOf = remembered(spelledAlike);

/** What one word of a name is like another: an initial, and a form that people use for it, are nearly the same. */
export function wordSimilarity(matcher: MatcherName, one: string, other: string): number {
  if (one === other) return 1;
  if (matcher === 'exact') return 0;
  if (areForms(one, other)) return FORMS_OF_A_NAME;
  if (isInitial(one, other)) return INITIAL;
  const compare = MATCHERS[matcher];
  return Math.max(compare(one, other), SOUND * compare(soundOf(one), soundOf(other)));
}

const isInitial = (one: string, other: string): boolean =>
  (one.length === 1 || other.length === 1) && one[0] === other[0];

/** Of words, those that are so similar to one; each is looked for once. A word is always similar to itself. */
export function similarWords(
  matcher: MatcherName,
  words: readonly string[],
  least: number,
): (word: string) => readonly string[] {
  if (matcher === 'exact') return (word) => [word];
  const all = words.map(outlineOf);
  const known = new Map<string, readonly string[]>();
  return (word) => {
    const outline = outlineOf(word);
    const found =
      known.get(word) ??
      all
        .filter((other) => matcher !== 'jaro_winkler' || mayBeSimilar(outline, other, least))
        .map((other) => other.word)
        .filter((other) => wordSimilarity(matcher, word, other) >= least);
    known.set(word, found);
    return found;
  };
}

/** What tells at a glance that two words cannot be similar. */
interface Outline {
  readonly word: string;
  readonly sound: string;
  /** A bit for each letter in it. */
  readonly letters: number;
  readonly lettersOfSound: number;
}

const outlineOf = remembered((word): Outline => {
  const sound = soundOf(word);
  return { word, sound, letters: lettersIn(word), lettersOfSound: lettersIn(sound) };
});

/** Some letters share a bit, which makes words look more alike than they are. */
function lettersIn(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << word.charCodeAt(at);
  return letters;
}

const mayBeSimilar = (one: Outline, other: Outline, least: number): boolean =>
  mostAlike(one.word, one.letters, other.word, other.letters) >= least ||
  SOUND * mostAlike(one.sound, one.lettersOfSound, other.sound, other.lettersOfSound) >= least ||
  isInitial(one.word, other.word) ||
  areForms(one.word, other.word);

/**
 * What the Jaro-Winkler similarity of two words is at most: of each, the letters that the other has may all match, and in order. The
 * beginning counts as the library has it, half when four letters are the same.
 */
function mostAlike(one: string, letters: number, other: string, otherLetters: number): number {
  const matches = Math.min(
    one.length - countOf(letters & ~otherLetters),
    other.length - countOf(otherLetters & ~letters),
  );
  if (matches <= 0) return 0;
  const jaro = (matches / one.length + matches / other.length + 1) / 3;
  return jaro + 0.1 * beginning(one, other) * (1 - jaro);
}

const MOST_OF_BEGINNING = 4;

function beginning(one: string, other: string): number {
  for (let at = 0; at < MOST_OF_BEGINNING; at += 1)
    if (one.charCodeAt(at) !== other.charCodeAt(at)) return at;
  return MOST_OF_BEGINNING + 1;
}

/** How many bits of 32 are set. */
function countOf(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
