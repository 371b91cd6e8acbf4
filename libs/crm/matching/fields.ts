import { type IdKind, toTypeId } from '@platform/ids';

import type { NormalizerName, Raw } from './normalizers';

/** A row of a record: a value per column. */
export type Row = Readonly<Record<string, unknown>>;

/** The kinds of record among which duplicates are looked for. */
export const MATCHED_OBJECTS = ['lead', 'contact', 'company', 'deal'] as const;

export type MatchedObject = (typeof MATCHED_OBJECTS)[number];

/** Something of a record that can be compared with the same of another. */
export interface ComparedField {
  readonly name: string;
  /** The columns that it is made of. */
  readonly columns: readonly string[];
  /** How it may be read; the first is the usual one. */
  readonly normalizers: readonly NormalizerName[];
  /** Its values in a row; none when it is empty. */
  values(row: Row): readonly Raw[];
}

const shown = (value: unknown): Raw[] =>
  typeof value === 'string' && value !== '' ? [{ shown: value }] : [];

const column = (name: string, normalizers: readonly NormalizerName[]): ComparedField => ({
  name,
  columns: [name],
  normalizers,
  values: (row) => shown(row[name]),
});

const listOf = <Entry>(value: unknown): readonly Entry[] => (Array.isArray(value) ? (value as Entry[]) : []);

const TEXTS = ['text', 'none', 'person_name', 'company_name', 'digits'] as const;
const NAME_COLUMNS = ['first_name', 'middle_name', 'last_name'] as const;

const name: ComparedField = {
  name: 'name',
  columns: NAME_COLUMNS,
  normalizers: ['person_name', 'text'],
  values: (row) => shown(NAME_COLUMNS.flatMap((part) => shown(row[part]).map((raw) => raw.shown)).join(' ')),
};

const phones: ComparedField = {
  name: 'phones',
  columns: ['phones'],
  normalizers: ['phone', 'phone_national', 'phone_last_digits', 'digits'],
  values: ({ phones: list }) =>
    listOf<{ value: string; normalized: string | null }>(list).map(({ value, normalized }) => ({
      shown: value,
      normalized,
    })),
};

const valuesOf = (list: unknown): Raw[] =>
  listOf<{ value: string }>(list).map(({ value }) => ({ shown: value }));

const emails: ComparedField = {
  name: 'emails',
  columns: ['emails'],
  normalizers: ['email_mailbox', 'email'],
  values: (row) => valuesOf(row.emails),
};

/** Whose web sites and addresses they are. */
const domains: ComparedField = {
  name: 'domains',
  columns: ['websites', 'emails'],
  normalizers: ['domain'],
  values: (row) => [...valuesOf(row.websites), ...valuesOf(row.emails)],
};

interface Address {
  readonly line1?: string | null;
  readonly line2?: string | null;
  readonly city?: string | null;
  readonly postal_code?: string | null;
}

/** A street, or a postal code and a place: less names no address. */
const address: ComparedField = {
  name: 'address',
  columns: ['address'],
  normalizers: ['address', 'text'],
  values: (row) => {
    const { line1, line2, city, postal_code } = (row.address ?? {}) as Address;
    return line1 ? shown([line1, line2, postal_code, city].filter(Boolean).join(', ')) : [];
  },
};

const messengers: ComparedField = {
  name: 'messengers',
  columns: ['messengers'],
  normalizers: ['text', 'digits'],
  values: (row) => valuesOf(row.messengers),
};

const idIn = (kind: IdKind, value: unknown): Raw[] =>
  typeof value === 'string' ? [{ shown: toTypeId(kind, value) }] : [];

const id = (of: string, kind: IdKind): ComparedField => ({
  ...column(of, ['none']),
  values: (row) => idIn(kind, row[of]),
});

/** Whom a deal is with: its company and its contacts. */
const client: ComparedField = {
  name: 'client',
  columns: ['company_id', 'contacts'],
  normalizers: ['none'],
  values: (row) => [
    ...idIn('company', row.company_id),
    ...listOf<{ contact_id: string }>(row.contacts).flatMap(({ contact_id }) => idIn('contact', contact_id)),
  ],
};

/** A value that deals have while they are neither won nor lost. */
const isOpen: ComparedField = {
  name: 'open',
  columns: ['won_at', 'lost_at'],
  normalizers: ['none'],
  values: (row) => (row.won_at || row.lost_at ? [] : [{ shown: 'true' }]),
};

const reachable = [phones, emails, domains, address, messengers];
const person = [
  name,
  ...reachable,
  column('birthday', ['none']),
  column('job_title', TEXTS),
  ...['first_name', 'middle_name', 'last_name'].map((part) => column(part, ['person_name', 'text', 'none'])),
];

const FIELDS: Readonly<Record<MatchedObject, readonly ComparedField[]>> = {
  lead: [...person, column('title', TEXTS), column('company_name', ['company_name', 'text', 'none'])],
  contact: [...person, id('company_id', 'company')],
  company: [column('name', ['company_name', 'text', 'none']), ...reachable, id('parent_id', 'company')],
  deal: [client, column('title', TEXTS), id('pipeline_id', 'pipeline'), isOpen, column('amount', ['none'])],
};

const BY_NAME: Readonly<Record<MatchedObject, ReadonlyMap<string, ComparedField>>> = {
  lead: byName(FIELDS.lead),
  contact: byName(FIELDS.contact),
  company: byName(FIELDS.company),
  deal: byName(FIELDS.deal),
};

function byName(fields: readonly ComparedField[]): ReadonlyMap<string, ComparedField> {
  return new Map(fields.map((field) => [field.name, field]));
}

/** What can be compared of a kind of record. */
export const comparedFields = (object: MatchedObject): readonly ComparedField[] => FIELDS[object];

/** What of a kind of record has this name. */
export const comparedField = (object: MatchedObject, name: string): ComparedField | undefined =>
  BY_NAME[object].get(name);
