import anyAscii from 'any-ascii';

import { remembered } from './remembered';

const PLAIN = /^[a-z0-9]+$/;

/** A text in small Latin letters and digits, with single spaces between its words, whatever script and accents it was written in. */
export const latin = (text: string): string => (PLAIN.test(text) ? text : romanized(text));

const romanized = remembered((text) =>
  anyAscii(text.normalize('NFC'))
    .toLowerCase()
    .replace(/['`’]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim(),
);

/** The words of a text, in its order. */
export function wordsOf(text: string): string[] {
  const plain = latin(text);
  return plain === '' ? [] : plain.split(' ');
}
