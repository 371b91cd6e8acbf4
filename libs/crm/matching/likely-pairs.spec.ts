import fc from 'fast-check';

import {
  applyRule,
  type Condition,
  type DefaultRule,
  defaultRules,
  keyPrefix,
  likelyPairs,
  Subject,
} from './index';

const GIVEN = [
  'Anna',
  'Anne',
  'Nan',
  'A.',
  'Aleksandr',
  'Sasha',
  'Саша',
  'Jürgen',
  'Juergen',
  'Bob',
  'Robert',
];
const FAMILY = [
  'Müller',
  'Mueller',
  'Muller',
  'Miller',
  'Schmidt',
  'Schmitt',
  'Щербаков',
  'Scherbakov',
  'Li',
];
const STREETS = ['12 High Street', '12 High St', '21 High Street', 'Hauptstraße 12', null];

const person = fc.record({
  first_name: fc.option(fc.constantFrom(...GIVEN)),
  middle_name: fc.option(fc.constantFrom(...GIVEN), { freq: 1 }),
  last_name: fc.option(fc.constantFrom(...FAMILY)),
  birthday: fc.constantFrom('1980-01-02', '1980-02-01', null),
  company_id: fc.constantFrom(
    '018f0000-0000-7000-8000-000000000001',
    '018f0000-0000-7000-8000-000000000002',
    null,
  ),
  address: fc.constantFrom(...STREETS).map((line1) => ({ line1, city: 'Leeds', postal_code: 'LS1' })),
  phones: fc.constantFrom([], [{ value: '+441132', normalized: '+44113496001' }]),
  emails: fc.subarray([{ value: 'a@example.com' }, { value: 'a+b@example.com' }, { value: 'c@example.com' }]),
});

const asked = (rule: DefaultRule, matcher: Condition['matcher']): DefaultRule => ({
  ...rule,
  conditions: rule.conditions.map((one) => (one.matcher === 'jaro_winkler' ? { ...one, matcher } : one)),
});

const RULES = defaultRules('contact').flatMap((rule) => [
  rule,
  asked(rule, 'exact'),
  asked(rule, 'trigram'),
  asked(rule, 'double_metaphone'),
]);

it.each(
  RULES.map((rule) => [rule.name, rule.conditions.map(({ matcher }) => matcher).join(', '), rule] as const),
)('of a block, no pair is left out that the rule "%s" (%s) takes for one', (_, __, rule) => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 25 }), (rows) => {
      const subjects = rows.map((row) => new Subject('contact', row));
      const likely = [...likelyPairs(rule, keyPrefix(rule) ?? '', subjects)].map((places) => new Set(places));
      for (const [at, one] of subjects.entries())
        for (const [place, other] of subjects.entries())
          if (place > at && applyRule(rule, one, other)) expect(likely[at]).toContain(place);
    }),
    { numRuns: 60 },
  );
});

it('compares who shares a street only with those whose names have something in common', () => {
  const [, , , rule] = defaultRules('contact');
  if (!rule) throw new Error('There is such a rule.');
  const rows = [
    ['Anna', 'Müller'],
    ['Robert', 'Schmidt'],
    ['Anne', 'Li'],
    ['Bob', 'Scherbakov'],
  ].map(([first_name, last_name]) => new Subject('contact', { first_name, last_name }));
  expect([...likelyPairs(rule, 'a', rows)].map((places) => [...places])).toEqual([[2], [3], [], []]);
});
