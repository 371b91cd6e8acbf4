import { normalizePhone } from './phone-number';

describe('a phone number', () => {
  it.each([
    ['+33 6 12 34 56 78', null, '+33612345678'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['(0)6-12.34.56.78', 'FR', '+33612345678'],
    ['+84 24 3936 0000', 'FR', '+842439360000'],
    ['06 12 34 56 78', null, null],
    ['06 12 34 56 78', 'ZZ', null],
    ['12', 'FR', null],
    ['call me', 'FR', null],
    ['', null, null],
  ])('%j in %s is %s', (value, country, normalized) => {
    expect(normalizePhone(value, country)).toBe(normalized);
  });
});
