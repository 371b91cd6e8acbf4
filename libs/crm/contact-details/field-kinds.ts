import { type Columns, defineFieldKind, type Lookup } from '@crm/records';
import { type Dto, fieldNames } from '@platform/http';

import { ContactPoint } from './contact-point.entity';
import type { EmailDto, PhoneDto } from './contact-points.dto';
import { ExternalId } from './external-id.entity';
import { normalizePhone } from './phone-number';

interface Entry {
  readonly value: string;
  readonly type?: string | null;
  readonly primary?: boolean | null;
}

/** Every entry with a type, and exactly one that is the first to use: the one marked first, else the first of the list. */
function withPrimary(entries: readonly Entry[] | null, fallbackType: string) {
  const list = entries ?? [];
  const chosen = Math.max(
    0,
    list.findIndex((entry) => entry.primary),
  );
  return list.map(({ value, type }, at) => ({ value, type: type ?? fallbackType, primary: at === chosen }));
}

/** An object with every field of its contract, null where nothing was given. */
const filled = (value: Columns, contract: Dto): Columns =>
  Object.fromEntries(fieldNames(contract).map((name) => [name, value[name] ?? null]));

/** Normalised phones and emails: the table that finds a record by them. */
const lookup = (kind: 'phone' | 'email'): Lookup => ({
  row: ContactPoint,
  owner: 'record_id',
  only: `kind = '${kind}'`,
  rows: (row, field, object) =>
    [...new Set(entriesOf(row, field).map(({ normalized }) => normalized))]
      .filter((value) => value !== null)
      .map((value_norm) => ({ record_id: row.id, object, kind, value_norm })),
});

const entriesOf = (row: Columns, field: string): { normalized: string | null }[] =>
  row[field] as { normalized: string | null }[];

defineFieldKind(
  'phones',
  {
    store: (value, { name }, row, ctx) => {
      const address = (row.address ?? {}) as { country?: string | null };
      const country = address.country ?? ctx?.principal.country ?? null;
      row[name] = withPrimary(value as PhoneDto[] | null, 'mobile').map((entry) => ({
        ...entry,
        normalized: normalizePhone(entry.value, country),
      }));
    },
    lookup: lookup('phone'),
  },
  'list',
);

defineFieldKind(
  'emails',
  {
    store: (value, { name }, row) => {
      row[name] = withPrimary(value as EmailDto[] | null, 'work').map((entry) => ({
        ...entry,
        normalized: entry.value.toLowerCase(),
      }));
    },
    lookup: lookup('email'),
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
  },
  'list',
);

defineFieldKind('details', {
  store: (value, { name, nested }, row) => {
    row[name] = value === null || !nested ? null : filled(value as Columns, nested);
  },
});

defineFieldKind(
  'external_ids',
  {
    lookup: {
      row: ExternalId,
      owner: 'record_id',
      exclusive: true,
      rows: (row, field, object) =>
        (row[field] as { app: string; id: string }[]).map(({ app, id }) => ({
          object,
          app,
          external_id: id,
          record_id: row.id,
        })),
    },
  },
  'list',
);
