import { fieldsOf } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { fieldKind, type LinkEntries, type ListedIds } from './field-kind';
import { answeredFields, type RecordType, recordTypeOf } from './record-type';

/** A way from a record of a type to others, by the name that filters and `expand` call it. */
export interface Link {
  readonly name: string;
  readonly kind: IdKind;
  /** The field that holds the id, or the list whose entries do. */
  readonly field: string;
  readonly listed: ListedIds | null;
}

/** A way from a record of a type to those that point to it. */
export interface ReverseLink {
  readonly name: string;
  /** The type of the others, and their field that leads here. */
  readonly type: RecordType;
  readonly through: { readonly field: string; readonly listed: LinkEntries | null };
}

const known = new WeakMap<RecordType, readonly Link[]>();

/** Every link of a type: `company` beside `company_id`, `contacts` beside a list of entries with a `contact_id`. */
export function linksOf(type: RecordType): readonly Link[] {
  const found = known.get(type);
  if (found) return found;
  const links = answeredFields(type).flatMap((spec): Link[] => {
    const { listed } = fieldKind(spec.kind);
    if (listed) return [{ name: spec.name, kind: listed.kind, field: spec.name, listed }];
    const kind = spec.schema['x-id-of'] as IdKind | undefined;
    if (spec.kind !== 'id' || !kind || !spec.name.endsWith('_id')) return [];
    if (kind !== 'member' && !recordTypeOf(kind)) return [];
    return [{ name: spec.name.slice(0, -'_id'.length), kind, field: spec.name, listed: null }];
  });
  known.set(type, links);
  return links;
}

const knownReverse = new WeakMap<RecordType, readonly ReverseLink[]>();

/** Every reverse link that a type declares, to types that this process has; none through a field that is hidden from the caller. */
export function reverseLinksOf(type: RecordType): readonly ReverseLink[] {
  const found = knownReverse.get(type);
  if (found) return found;
  const links = declaredLinks(type).filter((link) => !leadsThroughHidden(type, link));
  knownReverse.set(type, links);
  return links;
}

/** Whether the caller who sees a type so does not see the field through which others lead to it. */
export const leadsThroughHidden = ({ seen }: RecordType, { type, through }: ReverseLink): boolean =>
  seen?.related(type.name)?.seen?.hidden.has(through.field) === true;

function declaredLinks(type: RecordType): ReverseLink[] {
  return Object.entries(type.reverse ?? {}).flatMap(([name, { kind, through: wanted }]): ReverseLink[] => {
    const other = recordTypeOf(kind);
    if (!other) return [];
    const through =
      linksOf(other).find((link) => link.name === wanted && link.kind === type.name) ??
      mixedLink(other, wanted, type);
    if (!through) throw new Error(`${kind} has no link "${wanted}" that leads to a ${type.name}.`);
    return [{ name, type: other, through }];
  });
}

/** A list that leads to records of several kinds, this one among them. */
function mixedLink(
  from: RecordType,
  field: string,
  { name }: RecordType,
): ReverseLink['through'] | undefined {
  const spec = fieldsOf(from.view).find((one) => one.name === field);
  const { mixed } = fieldKind(spec?.kind ?? '');
  return mixed?.kinds.includes(name) ? { field, listed: mixed } : undefined;
}
