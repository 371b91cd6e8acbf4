import { foldText, sortKey } from '@platform/filters';
import fc from 'fast-check';

it.each([
  ['Straße', 'strasse'],
  ['STRASSE', 'strasse'],
  ['STRAẞE', 'strasse'],
  ['Ёлка', 'елка'],
  ['Đặng', 'dang'],
  ['Łódź', 'lodz'],
  ['Ærøskøbing', 'aeroskobing'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδός', 'οδοσ'],
  ['İstanbul', 'istanbul'],
  ['ISPARTA', 'isparta'],
  ['ﬁnance', 'finance'],
  ['①', '1'],
  ['ｗｉｄｅ', 'wide'],
  ['a\u00a0b', 'a b'],
  ['שָׁלוֹם', 'שלום'],
  ['नमस्ते', 'नमस्ते'],
])('folds %s to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

const text = fc.string({ unit: 'grapheme', maxLength: 30 });

it('changes nothing in a folded text', () => {
  fc.assert(
    fc.property(text, (made) => {
      expect(foldText(foldText(made))).toBe(foldText(made));
    }),
  );
});

it('does not depend on case or on the form of Unicode', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aÀéßøЁйΣșŽłđ'), maxLength: 20 }), (made) => {
      for (const same of [
        made.toUpperCase(),
        made.toLowerCase(),
        made.normalize('NFD'),
        made.normalize('NFC'),
      ]) {
        expect(foldText(same)).toBe(foldText(made));
      }
    }),
  );
});

it('keeps keys short enough for an index, and in whole characters', () => {
  fc.assert(
    fc.property(fc.constantFrom('a', '😀', 'ﷺ', 'が'), fc.integer({ min: 0, max: 300 }), (letter, count) => {
      const key = sortKey(letter.repeat(count));
      expect([...key].length).toBeLessThanOrEqual(100);
      expect(key.isWellFormed()).toBe(true);
      expect(foldText(letter.repeat(count)).startsWith(key)).toBe(true);
    }),
  );
});
