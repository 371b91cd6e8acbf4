import type { MatchedObject } from './fields';
import type { Condition, MatchRule } from './match-rule';

/** A rule that every workspace begins with. */
export interface DefaultRule extends MatchRule {
  readonly name: string;
}

const same = (field: string, normalizer: Condition['normalizer'], weight: number): Condition => ({
  field,
  normalizer,
  matcher: 'exact',
  weight,
  threshold: 1,
  required: true,
});

const alike = (
  field: string,
  normalizer: Condition['normalizer'],
  {
    weight,
    threshold,
    matcher = 'jaro_winkler',
  }: Pick<Condition, 'weight' | 'threshold'> & Partial<Condition>,
): Condition => ({ field, normalizer, matcher, weight, threshold, required: true });

/** Speaks for or against when both have it. */
const ifKnown = (condition: Condition): Condition => ({ ...condition, required: false });

const personName = (threshold: number) => alike('name', 'person_name', { weight: 3, threshold });
const companyName = (threshold: number, field = 'name') =>
  alike(field, 'company_name', { weight: 3, threshold });
const address = alike('address', 'address', { weight: 2, threshold: 0.7, matcher: 'trigram' });
const birthday = same('birthday', 'none', 1);

const person = (object: 'lead' | 'contact'): DefaultRule[] => [
  {
    object,
    name: 'Same email address, and no other name',
    threshold: 0.8,
    conditions: [same('emails', 'email_mailbox', 3), ifKnown(personName(0.87))],
  },
  {
    object,
    name: 'Same phone number, and no other name',
    threshold: 0.8,
    conditions: [same('phones', 'phone', 3), ifKnown(personName(0.87))],
  },
  {
    object,
    name: 'Same name and day of birth',
    threshold: 0.85,
    conditions: [personName(0.85), { ...birthday, weight: 3 }],
  },
  {
    object,
    name: 'Same name and address',
    threshold: 0.8,
    conditions: [personName(0.9), address, ifKnown({ ...birthday, weight: 3 })],
  },
  {
    object,
    name: 'Same name and company',
    threshold: 0.85,
    conditions: [
      personName(0.92),
      object === 'lead' ? companyName(0.92, 'company_name') : same('company_id', 'none', 2),
      ifKnown({ ...birthday, weight: 3 }),
    ],
  },
];

const RULES: Readonly<Record<MatchedObject, readonly DefaultRule[]>> = {
  lead: person('lead'),
  contact: person('contact'),
  company: [
    {
      object: 'company',
      name: 'Same domain and a similar name',
      threshold: 0.8,
      conditions: [same('domains', 'domain', 2), companyName(0.8)],
    },
    {
      object: 'company',
      name: 'Same phone number and a similar name',
      threshold: 0.8,
      conditions: [same('phones', 'phone', 2), companyName(0.8)],
    },
    {
      object: 'company',
      name: 'Same email address and a similar name',
      threshold: 0.8,
      conditions: [same('emails', 'email_mailbox', 2), companyName(0.8)],
    },
    {
      object: 'company',
      name: 'Same name and address',
      threshold: 0.8,
      conditions: [companyName(0.88), address],
    },
  ],
  deal: [
    {
      object: 'deal',
      name: 'Open deals with the same client and a similar title in one pipeline',
      threshold: 0.8,
      conditions: [
        same('client', 'none', 3),
        alike('title', 'text', { weight: 3, threshold: 0.6, matcher: 'trigram' }),
        same('pipeline_id', 'none', 1),
        same('open', 'none', 1),
      ],
    },
  ],
};

/** What a workspace begins with: each can be changed and deleted. */
export const defaultRules = (object: MatchedObject): readonly DefaultRule[] => RULES[object];
