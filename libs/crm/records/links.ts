import { fieldsOf } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { fieldKind, type ListedIds } from './field-kind';
import { type RecordType, recordTypeOf } from './record-type';

/** A way from a record of a type to others, by the name that filters and `expand` call it. */
export interface Link {
  readonly name: string;
  readonly kind: IdKind;
  /** The field that holds the id, or the list whose entries do. */
  readonly field: string;
  readonly listed: ListedIds | null;
}

const known = new WeakMap<RecordType, readonly Link[]>();

/** Every link of a type: `company` beside `company_id`, `contacts` beside a list of entries with a `contact_id`. */
export function linksOf(type: RecordType): readonly Link[] {
  const found = known.get(type);
  if (found) return found;
  const links = fieldsOf(type.view).flatMap((spec): Link[] => {
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
