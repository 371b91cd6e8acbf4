import { type CustomType, defineCustomType, readText, storedText } from '@crm/records';
import { sortKey } from '@platform/filters';
import { fieldNames, ProblemError, schemaRef, validatedBody } from '@platform/http';

import { AddressDto } from './details.dto';
import { isEmailAddress } from './email-address';
import { normalizePhone } from './phone-number';

const MAX_EMAIL = 254;
const MAX_PHONE = 50;

/** What values of a phone, an email or an address have in common: they are kept as the API shows them. */
const kept = {
  canBeMany: true,
  filter: 'text',
  index: 'texts',
  rules: [],
  canBeUnique: true,
  isSearched: true,
  present: (stored: unknown) => stored,
  sql: storedText,
  indexed: (stored: unknown) => sortKey(String(stored)),
} as const satisfies Partial<CustomType>;

defineCustomType('email', {
  ...kept,
  schema: () => ({ type: 'string', format: 'email', maxLength: MAX_EMAIL }),
  read: (value) =>
    isEmailAddress(value)
      ? { value: String(value).toLowerCase() }
      : { code: 'wrong_format', detail: 'This must be an email address' },
});

/** A number that can be read is kept in E.164, another as it was typed. */
defineCustomType('phone', {
  ...kept,
  schema: () => ({ type: 'string', minLength: 1, maxLength: MAX_PHONE }),
  read: (value, field, { country }) => {
    const read = readText(value, { ...field, rules: {} }, MAX_PHONE);
    if (!('value' in read)) return read;
    return { value: normalizePhone(String(read.value), country) ?? read.value };
  },
});

defineCustomType('address', {
  ...kept,
  canBeMany: false,
  filter: null,
  index: null,
  canBeUnique: false,
  isSearched: false,
  schema: () => schemaRef(AddressDto),
  read: (value) => {
    try {
      const given = validatedBody(AddressDto, value) as Readonly<Record<string, unknown>>;
      return { value: Object.fromEntries(fieldNames(AddressDto).map((name) => [name, given[name] ?? null])) };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const [first] = error.errors;
      return { code: 'wrong_format', detail: first?.detail ?? 'This must be an address' };
    }
  },
});
