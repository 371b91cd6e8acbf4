import { getDomain } from 'tldts';

import { addressWord } from './address-words';
import { latin, wordsOf } from './latin';
import { withoutLegalForms } from './legal-forms';
import { nameWords } from './person-name';

/** One value of a record, ready to be compared. */
export interface Value {
  /** As it stands in the record. */
  readonly shown: string;
  /** What is compared: one text, or the words of a name. */
  readonly words: readonly string[];
  /** The words of a person's name are in no order; the first number of an address must be the same. */
  readonly kind: 'text' | 'name' | 'address';
}

/** A value of a record as it is stored, and what the CRM has made of it already. */
export interface Raw {
  readonly shown: string;
  /** E.164 of a phone that could be read. */
  readonly normalized?: string | null | undefined;
}

type Normalize = (raw: Raw) => readonly string[];

const text = (value: string | null | undefined): readonly string[] => (value ? [value] : []);

const digitsOf = (raw: Raw): string =>
  (raw.normalized ?? raw.shown.replace(/(?:ext|доб|x|#|;).*$/i, '')).replace(/\D/g, '');

/** Digits at the end of a number that are the same however it was dialled: without country code and trunk prefix. */
const lastDigits = (raw: Raw, count: number): readonly string[] => {
  const digits = digitsOf(raw);
  return digits.length >= count ? [digits.slice(-count)] : [];
};

const NATIONAL_DIGITS = 9;
/** As many digits as any shorter form of a number leaves. */
export const FEWEST_DIGITS = 7;

/** Providers where dots in the part before the @ mean nothing. */
const DOTLESS: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com']);
const SAME_DOMAIN: ReadonlyMap<string, string> = new Map([
  ['googlemail.com', 'gmail.com'],
  ['ya.ru', 'yandex.ru'],
  ['yandex.com', 'yandex.ru'],
]);

/** The mailbox that an address leads to: without what stands behind a plus, and without dots where the provider ignores them. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at).toLowerCase(), address.slice(at + 1).toLowerCase()];
  const plus = local.indexOf('+');
  const name = plus > 0 ? local.slice(0, plus) : local;
  return `${DOTLESS.has(domain) ? name.replaceAll('.', '') : name}@${SAME_DOMAIN.get(domain) ?? domain}`;
}

/** Providers of mailboxes for everybody: their domains say nothing of whom one works for. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com yahoo.com yahoo.fr yahoo.de yahoo.co.uk ymail.com hotmail.com hotmail.fr hotmail.co.uk outlook.com live.com msn.com icloud.com me.com
  aol.com mail.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de orange.fr wanadoo.fr free.fr sfr.fr laposte.net libero.it proton.me protonmail.com
  mail.ru bk.ru list.ru inbox.ru yandex.ru ya.ru rambler.ru ukr.net i.ua qq.com 163.com 126.com naver.com daum.net zoho.com fastmail.com hey.com`.split(
    /\s+/,
  ),
);

/** Whose a web site or an address is: the domain that was registered, without hosts in it; nothing for mailboxes that anybody can have. */
export function ownDomain(site: string): string | null {
  const domain = getDomain(site.includes('@') ? site.slice(site.lastIndexOf('@') + 1) : site);
  return domain === null || PUBLIC_DOMAINS.has(domain) ? null : domain;
}

/** The name of a company as nobody else writes it: without its legal form, in Latin letters, umlauts as other keyboards have them. */
export const companyWords = (name: string): string[] =>
  withoutLegalForms(wordsOf(name)).map((word) => word.replace(/([aou])e/g, '$1'));

const addressText = (address: string): string => wordsOf(address).map(addressWord).join(' ');

const NORMALIZERS = {
  none: ({ shown }) => text(shown),
  text: ({ shown }) => text(latin(shown)),
  digits: (raw) => text(digitsOf(raw)),
  phone: (raw) => text(raw.normalized ?? digitsOf(raw)),
  phone_national: (raw) => lastDigits(raw, NATIONAL_DIGITS),
  phone_last_digits: (raw) => lastDigits(raw, FEWEST_DIGITS),
  email: ({ shown }) => text(shown.toLowerCase()),
  email_mailbox: ({ shown }) => text(mailboxOf(shown)),
  person_name: ({ shown }) => nameWords(shown),
  company_name: ({ shown }) => text(companyWords(shown).join(' ')),
  domain: ({ shown }) => text(ownDomain(shown)),
  address: ({ shown }) => text(addressText(shown)),
} as const satisfies Readonly<Record<string, Normalize>>;

export type NormalizerName = keyof typeof NORMALIZERS;

export const NORMALIZER_NAMES = Object.keys(NORMALIZERS) as NormalizerName[];

const KINDS: Readonly<Partial<Record<NormalizerName, Value['kind']>>> = {
  person_name: 'name',
  address: 'address',
};

/** Makes a value comparable; null when nothing is left of it. */
export function normalized(name: NormalizerName, raw: Raw): Value | null {
  const words = NORMALIZERS[name](raw);
  return words.length > 0 ? { shown: raw.shown, words, kind: KINDS[name] ?? 'text' } : null;
}
