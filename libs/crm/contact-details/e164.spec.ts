import fc from 'fast-check';
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';

import { isPlainE164 } from './e164';

const codes = [...new Set(getCountries().map((country) => getCountryCallingCode(country)))];

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

const numbers = fc
  .tuple(fc.constantFrom(...codes), digits(3, 14))
  .map(([code, national]) => `+${code}${national}`);

const read = (value: string): string | null => {
  const parsed = parsePhoneNumberFromString(value);
  return parsed?.isValid() ? parsed.number : null;
};

describe('a number in E.164', () => {
  it('is taken as it is only where the library would say the same, whatever the country', () => {
    let plain = 0;
    const property = fc.property(numbers, (value) => {
      if (!isPlainE164(value)) return;
      plain += 1;
      expect(read(value)).toBe(value);
    });
    fc.assert(property, { numRuns: 30_000 });
    expect(plain).toBeGreaterThan(1000);
  });

  it.each(['+33612345678', '+4930901820', '+84912345678', '+34612345678'])(
    'is known without it: %s',
    (value) => {
      expect(isPlainE164(value)).toBe(true);
      expect(read(value)).toBe(value);
    },
  );

  it.each([
    '+12025550123',
    '+447911123456',
    '0612345678',
    '+33 6 12 34 56 78',
    '+330612345678',
    '+999123456',
    '+',
    '',
  ])('is left to the library where only that can tell: %s', (value) => {
    expect(isPlainE164(value)).toBe(false);
  });
});
