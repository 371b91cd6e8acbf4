import anyAscii from 'any-ascii';

const PLAIN = /^[a-z0-9]+$/;

/** A text in small Latin letters and digits, with single spaces between its words, whatever script and accents it was written in. */
export function latin(text: string): string {
  if (PLAIN.test(text)) return text;
  return anyAscii(text.normalize('NFC'))
    .toLowerCase()
    .replace(/['`’]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** The words of a text, in its order. */
export function wordsOf(text: string): string[] {
  const plain = latin(text);
  return plain === '' ? [] : plain.split(' ');
}
