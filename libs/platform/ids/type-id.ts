import { base32OfUuid, uuidOfBase32 } from './base32';

/** The prefix of each kind of id that customers see; the rest of a TypeID is a UUIDv7 in base32. */
export const ID_PREFIXES = {
  workspace: 'wksp',
  user: 'user',
  member: 'memb',
  team: 'team',
  role: 'role',
  key: 'key',
  audit_entry: 'audt',
  app: 'app',
  installation: 'inst',
  lead: 'lead',
  deal: 'deal',
  contact: 'cont',
  company: 'comp',
  pipeline: 'pipe',
  stage: 'stag',
  stage_stay: 'stay',
  directory_value: 'dval',
  product: 'prod',
  line_item: 'line',
  field: 'fld',
  activity: 'actv',
  note: 'note',
  file: 'file',
  exchange_rate: 'rate',
  segment: 'segm',
  duplicate_rule: 'drul',
  duplicate_cluster: 'dclu',
  merge: 'merg',
  form: 'form',
  form_submission: 'subm',
  event: 'evt',
  webhook_endpoint: 'hook',
  delivery: 'dlvr',
  webhook_replay: 'rpl',
  incoming_url: 'incu',
  incoming_capture: 'capt',
  job: 'job',
  request: 'req',
  logged_request: 'rlog',
} as const;

/** A kind of thing that has a public id. */
export type IdKind = keyof typeof ID_PREFIXES;

/** Base32 of 128 bits has 26 characters, the first of which carries three bits. */
const TYPE_ID = /^[a-z]{3,4}_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The form of one kind's ids as a regular expression source, for schemas. */
export const idPattern = (kind: IdKind): string => `^${ID_PREFIXES[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`;

/** The public form of a stored id: `deal_01j…` (TypeID 0.3). */
export const toTypeId = (kind: IdKind, uuid: string): string => `${ID_PREFIXES[kind]}_${base32OfUuid(uuid)}`;

/** The stored form of a public id, or null when the text is not a well-formed id of that kind. */
export function toUuid(kind: IdKind, typeId: string): string | null {
  if (!TYPE_ID.test(typeId) || !typeId.startsWith(`${ID_PREFIXES[kind]}_`)) return null;
  return uuidOfBase32(typeId.slice(ID_PREFIXES[kind].length + 1));
}

const KINDS = new Map(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix as string, kind as IdKind]),
);

/** What kind of thing a public id names, or null when it is not a well-formed id. */
export function kindOf(typeId: string): IdKind | null {
  if (!TYPE_ID.test(typeId)) return null;
  return KINDS.get(typeId.slice(0, typeId.indexOf('_'))) ?? null;
}

/** An example id for documentation: well-formed, the same in every build. */
export const exampleId = (kind: IdKind): string => toTypeId(kind, '01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f60');
