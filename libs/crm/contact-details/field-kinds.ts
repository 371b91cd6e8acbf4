import { type Columns, defineFieldKind, type Exclusive, type Lookup } from '@crm/records';
import { type Dto, fieldNames } from '@platform/http';

import {
  emailsFilter,
  externalIdsFilter,
  phonesFilter,
  searchedPhones,
  searchedValues,
  valuesFilter,
} from './contact-filters';
import { ContactPoint } from './contact-point.entity';
import type { EmailDto, PhoneDto } from './contact-points.dto';
import { ExternalId } from './external-id.entity';
import { normalizePhone } from './phone-number';
import { primaryPlace } from './primary-place';

interface Entry {
  readonly value: string;
  readonly type?: string | null;
  readonly primary?: boolean | null;
}

/** Every entry with a type, and exactly one that is the first to use: the one marked first, else the first of the list. */
function withPrimary(
  entries: readonly Entry[] | null,
  fallbackType: string,
  normalize: (value: string) => string | null,
) {
  const list = entries ?? [];
  const chosen = primaryPlace(list);
  return list.map(({ value, type }, at) => ({
    value,
    type: type ?? fallbackType,
    primary: at === chosen,
    normalized: normalize(value),
  }));
}

/** An object with every field of its contract: what is given, else what was there before, else null (RFC 7396). */
function filled(value: Columns, before: unknown, fields: readonly string[]): Columns {
  const kept = (before ?? {}) as Columns;
  const whole: Columns = {};
  for (const name of fields) whole[name] = (value[name] === undefined ? kept[name] : value[name]) ?? null;
  return whole;
}

const names = new WeakMap<Dto, readonly string[]>();

function namesOf(contract: Dto): readonly string[] {
  const found = names.get(contract);
  if (found) return found;
  const made = fieldNames(contract);
  names.set(contract, made);
  return made;
}

/** Normalised phones and emails: the table that finds a record by them. */
const lookup = (kind: 'phone' | 'email'): Lookup => ({
  row: ContactPoint,
  owner: 'record_id',
  rows: (row, field, object) =>
    [...new Set(entriesOf(row, field).map(({ normalized }) => normalized))]
      .filter((value) => value !== null)
      .map((value_norm) => ({ record_id: row.id, object, kind, value_norm })),
});

const entriesOf = (row: Columns, field: string): { normalized: string | null }[] =>
  row[field] as { normalized: string | null }[];

/** Two entries are the same when their normalised values are; one that could not be read, as it was typed. */
const sameness = ({ normalized, value }: Columns): string => String(normalized ?? value);

defineFieldKind(
  'phones',
  {
    store: (value, { name }, row, ctx) => {
      const address = (row.address ?? {}) as { country?: string | null };
      const country = address.country ?? ctx?.principal.country ?? null;
      row[name] = withPrimary(value as PhoneDto[] | null, 'mobile', (one) => normalizePhone(one, country));
    },
    lookup: lookup('phone'),
    sameness,
    filter: phonesFilter,
    searched: searchedPhones,
  },
  'list',
);

defineFieldKind(
  'emails',
  {
    store: (value, { name }, row) => {
      row[name] = withPrimary(value as EmailDto[] | null, 'work', (one) => one.toLowerCase());
    },
    lookup: lookup('email'),
    sameness,
    filter: emailsFilter,
    searched: searchedValues,
  },
  'list',
);

defineFieldKind(
  'typed_values',
  {
    store: (value, { name }, row) => {
      row[name] = ((value ?? []) as Entry[]).map((entry) => ({
        value: entry.value,
        type: entry.type ?? null,
      }));
    },
    // The same name in two messengers is two accounts.
    sameness: ({ value, type }) => [type, value].join(' '),
    filter: valuesFilter,
  },
  'list',
);

defineFieldKind('details', {
  store: (value, { name, nested }, row) => {
    row[name] = value === null || !nested ? null : filled(value as Columns, row[name], namesOf(nested));
  },
});

/** `shop:4711`: the other system's name, a colon, and the id there. */
const externalId: Exclusive = {
  key: 'external_id',
  columns: ['app', 'external_id'],
  example: 'shop:4711',
  parse: (text) => {
    const colon = text.indexOf(':');
    const [app, external_id] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
    const isWhole = /^[a-z0-9][a-z0-9._-]{0,49}$/.test(app) && /^[^\0]{1,200}$/s.test(external_id);
    return isWhole && external_id.isWellFormed() ? { app, external_id } : null;
  },
  print: ({ app, external_id }) => [app, external_id].join(':'),
  within: (given, { app, external_id: id }) => {
    const list = (given ?? []) as { app: string; id: string }[];
    return list.some((one) => one.app === app && one.id === id) ? list : [...list, { app, id }];
  },
};

defineFieldKind(
  'external_ids',
  {
    lookup: {
      row: ExternalId,
      owner: 'record_id',
      exclusive: externalId,
      rows: (row, field, object) =>
        (row[field] as { app: string; id: string }[]).map(({ app, id }) => ({
          object,
          app,
          external_id: id,
          record_id: row.id,
        })),
    },
    sameness: ({ app, id }) => [app, id].join(':'),
    filter: externalIdsFilter,
    searched: (entries) => entries.map(({ id }) => String(id)),
  },
  'list',
);
