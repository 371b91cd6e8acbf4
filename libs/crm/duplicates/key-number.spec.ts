import { keyNumber, numbersOf, prefixIn } from './key-number';

const OBJECTS = ['lead', 'contact', 'company', 'deal'] as const;
const FAMILIES = ['p', 'e', 'd', 'n', 'b', 'a', 'l', 'c'];

it('the numbers of keys tell the kind of record and the family', () => {
  for (const object of OBJECTS) {
    const { from, to } = numbersOf(object);
    for (const family of FAMILIES) {
      for (let n = 0; n < 200; n += 1) {
        const number = keyNumber(object, `${family}:${n} something`);
        expect(Number.isSafeInteger(number) && number >= from && number < to).toBe(true);
        expect(prefixIn(number)).toBe(family);
      }
    }
  }
});
