import { activityType } from '@crm/activities';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { CUSTOM, keyNames, type RecordType } from '@crm/records';
import { type Fault, fieldNames, unprocessable } from '@platform/http';

import type { IncomingObject, IncomingUrl } from './incoming-url.entity';

/** The kinds of record that addresses make. */
export const INCOMING_TYPES: Readonly<Record<IncomingObject, RecordType>> = {
  lead: leadType,
  contact: contactType,
  deal: dealType,
  activity: activityType,
};

/** 422 for fields and keys that the kind of record does not have, and for a secret that nobody could find. */
export function refuseUnusable(url: IncomingUrl): void {
  const type = INCOMING_TYPES[url.object];
  const names = new Set(fieldNames(type.create));
  const faults = url.mapping.flatMap(({ to, from, value }, at): Fault[] => {
    const name = to.split('.')[0] ?? '';
    if (!names.has(name)) return [unknownField(type, to, at)];
    return (from === null) === (value === null) ? [oneSource(at)] : [];
  });
  if (!isKey(type, url.unique_by)) faults.push(unknownKey(type));
  if (url.secret_hash !== null && url.secret_pointer === null) faults.push(NO_POINTER);
  if (faults.length > 0) throw unprocessable(faults);
}

const isKey = (type: RecordType, name: string | null): boolean =>
  name === null || name.startsWith(CUSTOM) || keyNames(type).includes(name);

const unknownField = ({ words }: RecordType, to: string, at: number): Fault => ({
  pointer: `/mapping/${at}/to`,
  code: 'unknown_field',
  detail: `No field "${to}" can be given to ${words.one}`,
});

const oneSource = (at: number): Fault => ({
  pointer: `/mapping/${at}`,
  code: 'one_of',
  detail: 'Say either from where the value is taken, or the value',
});

const unknownKey = (type: RecordType): Fault => ({
  pointer: '/unique_by',
  code: 'not_a_choice',
  detail: `must be ${keyNames(type).join(', ')} or the path of a unique custom field`,
});

const NO_POINTER: Fault = {
  pointer: '/secret_pointer',
  code: 'required',
  detail: 'Say where payloads have the secret',
};
