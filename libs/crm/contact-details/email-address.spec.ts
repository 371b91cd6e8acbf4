import { isEmail } from 'class-validator';
import fc from 'fast-check';

import { isEmailAddress } from './email-address';

const letters = fc.string({ unit: fc.constantFrom(...'aZ09._+-@é"<>( '), maxLength: 12 });

const address = fc
  .tuple(
    letters,
    fc.array(letters, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('com', 'x', '9a', 'fr-', 'museum'),
  )
  .map(([user, labels, last]) => `${user}@${[...labels, last].join('.')}`);

describe('an email address', () => {
  it.each([
    'amelie.dubois@example.com',
    'a@b.co',
    'x+y_z-1@mail.example-shop.co.uk',
    '"a b"@example.com',
    'ü@exämple.com',
  ])('is %s', (value) => expect(isEmailAddress(value)).toBe(true));

  it.each([
    '',
    'amelie',
    'a@b',
    '@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a@-example.com',
    7,
    null,
  ])('is not %s', (value) => expect(isEmailAddress(value)).toBe(false));

  it('is what class-validator takes for one', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.emailAddress(), letters), (value) => {
        expect(isEmailAddress(value)).toBe(isEmail(value));
      }),
      { numRuns: 5000 },
    );
  });
});
