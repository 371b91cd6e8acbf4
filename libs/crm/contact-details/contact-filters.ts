import type { Columns } from '@crm/records';
import type { ListField } from '@platform/filters';
import type { FieldSpec } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { normalizePhone } from './phone-number';

type ListFilter = (field: FieldSpec, object: IdKind) => { readonly field: ListField };

/** Phones are found by number, however it is written. */
export const phonesFilter: ListFilter = ({ name }) => ({
  field: {
    ...contactPoints(name, 'phone'),
    example: '"+33 6 12 34 56 78"',
    normalize: (value, { country }) => normalizePhone(value, country),
  },
});

/** Email addresses are found in lower case. */
export const emailsFilter: ListFilter = ({ name }) => ({
  field: {
    ...contactPoints(name, 'email'),
    example: '"amelie.dubois@example.com"',
    normalize: (value) => value.toLowerCase(),
  },
});

/** Web sites and messengers are found as they are written. */
export const valuesFilter: ListFilter = ({ name }) => ({
  field: {
    ...list(name),
    example: '"https://www.example.com"',
    of: ['value'],
    has: (row, value, bind) => `${row}."${name}" @> ${bind(JSON.stringify([{ value }]))}::jsonb`,
  },
});

/** External ids are found by the other system's name and the id there. */
export const externalIdsFilter: ListFilter = ({ name }, object) => ({
  field: {
    ...list(name),
    example: '"shop:4711"',
    of: ['app', 'id'],
    has: (row, value, bind) => {
      const colon = value.indexOf(':');
      return `EXISTS (SELECT 1 FROM external_ids AS e WHERE e.workspace_id = $1 AND e.object = '${object}'
        AND e.app = ${bind(value.slice(0, colon))} AND e.external_id = ${bind(value.slice(colon + 1))} AND e.record_id = ${row}.id)`;
    },
    normalize: (value) => (value.includes(':') ? value : null),
  },
});

/** A phone is searched for by its digits, with the country code and as it was written. */
export const searchedPhones = (entries: readonly Columns[]): string[] =>
  entries.flatMap(({ value, normalized }) => {
    const digits = String(value).replace(/\D/g, '');
    if (typeof normalized !== 'string') return [digits];
    return normalized.includes(digits) ? [normalized] : [normalized, digits];
  });

/** The values of a list of typed values. */
export const searchedValues = (entries: readonly Columns[]): string[] =>
  entries.map(({ value }) => String(value));

const list = (name: string): Pick<ListField, 'list' | 'at' | 'isEmpty'> => ({
  list: true,
  at: [name],
  isEmpty: (row) => `${row}."${name}" = '[]'::jsonb`,
});

const contactPoints = (
  name: string,
  kind: 'phone' | 'email',
): Pick<ListField, 'list' | 'at' | 'of' | 'isEmpty' | 'has'> => ({
  ...list(name),
  of: ['normalized'],
  has: (row, value, bind) =>
    `EXISTS (SELECT 1 FROM contact_points AS p WHERE p.workspace_id = $1 AND p.kind = '${kind}'
      AND p.value_norm = ${bind(value)} AND p.record_id = ${row}.id)`,
});
