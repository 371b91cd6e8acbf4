/** Letters that Unicode does not take apart, and what people type for them. */
const LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'n',
  ø: 'o',
  œ: 'oe',
  ŧ: 't',
  þ: 'th',
  // What is left of the capital ẞ.
  ß: 'ss',
  ς: 'σ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

const NOT_PLAIN = /[^\t\n\r -~]/;

/** Accents, Hebrew points and Arabic vowel signs; the vowel signs of Indic scripts are letters and stay. */
const MARKS =
  /(?:[\u0300-\u036f]|[\u0591-\u05bd]|\u05bf|[\u05c1-\u05c2]|[\u05c4-\u05c5]|\u05c7|[\u064b-\u065f]|\u0670|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f])+/g;

/**
 * The form of a text in which case and accents make no difference: compatibility decomposition (NFKD), no marks, case
 * folded (ß is ss, ς is σ), ё is е, đ is d, ł is l, ø is o, æ is ae. Folding a folded text changes nothing.
 */
export function foldText(text: string): string {
  if (!NOT_PLAIN.test(text)) return text.toLowerCase();
  const upper = bare(text).toUpperCase();
  return bare(upper.toLowerCase()).replace(LETTER, (letter) => LETTERS[letter] ?? letter);
}

const bare = (text: string): string => text.normalize('NFKD').replace(MARKS, '');

/** How many code points of a folded text take part in order and comparison: an index entry has room for them. */
export const SORT_KEY_LENGTH = 100;

/** What texts are compared and sorted by, in the order of its UTF-8 bytes. */
export function sortKey(text: string): string {
  const folded = foldText(text);
  if (folded.length <= SORT_KEY_LENGTH) return folded;
  return [...folded.slice(0, 2 * SORT_KEY_LENGTH)].slice(0, SORT_KEY_LENGTH).join('');
}
