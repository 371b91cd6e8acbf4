import type { SearchText } from './filter';
import { foldText } from './fold-text';

const PHONE = /^[+\d\s().\-/]+$/;
/** Fewer digits are a number of something else. */
const MIN_PHONE_DIGITS = 6;

/**
 * What a search for this text looks for. A phone number is also looked for by its digits without leading zeros, so that
 * `06 12 34 56 78` finds `+33612345678`.
 */
export function searchText(text: string): SearchText {
  const words = foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const digits = PHONE.test(text) ? text.replace(/\D/g, '').replace(/^0+/, '') : '';
  return { words: [...new Set(words)], digits: digits.length >= MIN_PHONE_DIGITS ? digits : null };
}

/** Whether a folded text has what a search looks for. */
export const isFound = ({ words, digits }: SearchText, folded: string): boolean =>
  words.every((word) => folded.includes(word)) || (digits !== null && folded.includes(digits));
