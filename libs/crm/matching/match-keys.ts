import { doubleMetaphone } from 'double-metaphone';

import type { MatchedObject, Row } from './fields';
import { comparedField } from './fields';
import { latin, wordsOf } from './latin';
import { companyWords, mailboxOf, normalized, ownDomain } from './normalizers';
import { nameRoot, nameWords, spelledAlike } from './person-name';
import { remembered } from './remembered';

/** How many values of a list are found by: the others are compared, but lead to nothing. */
const MOST_VALUES = 5;
const MOST_CHARACTERS = 60;

type MakeKeys = (row: Row, object: MatchedObject) => readonly string[];

/** A way in which records are found, and what of a record it can find alone. */
interface KeyFamily {
  /** The beginning of its keys. */
  readonly prefix: string;
  readonly keys: MakeKeys;
}

const rawValues = (object: MatchedObject, field: string, row: Row) =>
  (comparedField(object, field)?.values(row) ?? []).slice(0, MOST_VALUES);

/** Digits that every way of writing and dialling a number ends with. */
const phone: KeyFamily = {
  prefix: 'p',
  keys: (row, object) =>
    rawValues(object, 'phones', row).flatMap((raw) => normalized('phone_last_digits', raw)?.words ?? []),
};

/** The mailbox, without dots whatever its provider makes of them. */
const email: KeyFamily = {
  prefix: 'e',
  keys: (row, object) =>
    rawValues(object, 'emails', row).map(({ shown }) => {
      const [local = '', domain = ''] = mailboxOf(shown).split('@');
      return `${local.replaceAll('.', '')}@${domain}`;
    }),
};

const domain: KeyFamily = {
  prefix: 'd',
  keys: (row, object) => rawValues(object, 'domains', row).flatMap(({ shown }) => ownDomain(shown) ?? []),
};

/** How the first and the last name sound, in any order: what is written otherwise in another script or by ear is found. */
const personName: KeyFamily = {
  prefix: 'n',
  keys: (row) => {
    const ends = [nameEnd(row.first_name, 0), nameEnd(row.last_name, -1)].filter((word) => word !== null);
    return ends.length < 2 ? [] : [ends.map(soundOf).sort().join(' ')];
  },
};

function nameEnd(value: unknown, at: 0 | -1): string | null {
  return (typeof value === 'string' ? nameWords(value).at(at) : null) ?? null;
}

const soundOf = remembered((word) => {
  const alike = spelledAlike(nameRoot(word));
  return doubleMetaphone(alike)[0] || alike;
});

/** The sounds of the first two words. */
const companyName: KeyFamily = {
  prefix: 'c',
  keys: (row, object) => {
    const value = row[object === 'company' ? 'name' : 'company_name'];
    return typeof value === 'string' ? companySound(value) : [];
  },
};

const companySound = remembered((name): readonly string[] => {
  const words = companyWords(name).slice(0, 2);
  return words.length > 0 ? [words.map((word) => doubleMetaphone(word)[0] || word).join(' ')] : [];
});

/** The day of birth, and how the name begins. */
const birthday: KeyFamily = {
  prefix: 'b',
  keys: (row) => (typeof row.birthday === 'string' ? [row.birthday.slice(0, 10)] : []),
};

const streetSound = remembered((word) => doubleMetaphone(word)[0]);

/** The first number of the street, with the postal code and with how its longest word sounds. */
const address: KeyFamily = {
  prefix: 'a',
  keys: (row) => {
    const { line1, postal_code: code } = (row.address ?? {}) as { line1?: string; postal_code?: string };
    const number = /\d+/.exec(line1 ?? '')?.[0];
    if (!line1 || !number) return [];
    const [word = ''] = wordsOf(line1).toSorted((a, b) => b.length - a.length);
    const street = streetSound(word);
    return [
      ...(code ? [`${latin(code).replaceAll(' ', '')} ${number}`] : []),
      ...(street ? [`${street} ${number}`] : []),
    ];
  },
};

const client: KeyFamily = {
  prefix: 'l',
  keys: (row, object) => rawValues(object, 'client', row).map(({ shown }) => shown),
};

/** By the field of a condition, what finds the records that meet it; the first is the one that fewest others share. */
const FINDERS: ReadonlyMap<string, KeyFamily> = new Map([
  ['emails', email],
  ['phones', phone],
  ['client', client],
  ['birthday', birthday],
  ['address', address],
  ['domains', domain],
  ['name', personName],
  ['company_name', companyName],
]);

const PERSON = [phone, email, personName, birthday, address];

const FAMILIES: Readonly<Record<MatchedObject, readonly KeyFamily[]>> = {
  lead: [...PERSON, companyName],
  contact: PERSON,
  company: [phone, email, companyName, domain, address],
  deal: [client],
};

/** The columns that a record's keys are made of. */
export const KEY_COLUMNS: Readonly<Record<MatchedObject, readonly string[]>> = {
  lead: [...['phones', 'emails', 'first_name', 'last_name', 'birthday', 'address', 'company_name']],
  contact: ['phones', 'emails', 'first_name', 'last_name', 'birthday', 'address'],
  company: ['phones', 'emails', 'name', 'websites', 'address'],
  deal: ['company_id', 'contacts'],
};

/** The family of keys by which a field's equals are found, when there is one. */
function finderOf(object: MatchedObject, field: string): KeyFamily | undefined {
  const finder = object === 'company' && field === 'name' ? companyName : FINDERS.get(field);
  return finder && FAMILIES[object].includes(finder) ? finder : undefined;
}

/** Whether keys with this beginning are made of a field. */
export const finds = (object: MatchedObject, field: string, prefix: string): boolean =>
  finderOf(object, field)?.prefix === prefix;

const RANK: readonly KeyFamily[] = [...new Set(FINDERS.values())];

/** Of the fields that a rule requires, which finds the fewest others; nothing when none of them finds any. */
export function bestFinder(object: MatchedObject, fields: readonly string[]): string | undefined {
  const found = fields.flatMap((field) => finderOf(object, field) ?? []);
  return found.toSorted((a, b) => RANK.indexOf(a) - RANK.indexOf(b))[0]?.prefix;
}

/** The fields of a kind of record that find others. */
export const findingFields = (object: MatchedObject): string[] =>
  ['name', ...FINDERS.keys()].filter(
    (field, at, all) => all.indexOf(field) === at && finderOf(object, field) !== undefined,
  );

/** What a record is found by: coarser than any way in which rules compare, so that a changed rule needs no other keys. */
export function matchKeys(object: MatchedObject, row: Row): string[] {
  const keys = FAMILIES[object].flatMap(({ prefix, keys: make }) =>
    make(row, object).map((key) => `${prefix}:${key}`.slice(0, MOST_CHARACTERS)),
  );
  return [...new Set(keys)];
}
