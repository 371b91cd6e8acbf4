import { customPath, type RecordType, type RecordView } from '@crm/records';

import { type FieldPair, pairsFor } from './field-pairs';
import { mappableField, sharedKeys } from './mappable-fields';
import type { Part } from './parts';
import { type Fields, valueAt, withValue } from './path-values';

/** What decides which fields are taken over: the types in the forms of the workspace, its own pairs, what else is made. */
export interface Mapping {
  readonly lead: RecordType;
  readonly target: RecordType;
  readonly own: readonly FieldPair[];
  readonly hasContact: boolean;
  /** Whether a field of a kind of record is hidden from the caller. */
  readonly isHidden: (object: string, path: string) => boolean;
}

/**
 * What a lead in its public form says of one of the records that it becomes: fields as a creation takes them. What the caller
 * does not see of the lead is taken over only where they do not see it either.
 */
export function mappedFields(
  view: RecordView,
  part: Part,
  { lead, target, own, hasContact, isHidden }: Mapping,
): Fields {
  const shared = sharedKeys(lead, target).map(customPath);
  const same = shared.map((path): FieldPair => ({ from: path, object: part, to: path }));
  let fields: Fields = {};
  for (const { from, to } of pairsFor(part, own, { hasContact, same })) {
    if (from === null || (isHidden('lead', from) && !isHidden(part, to))) continue;
    const value = valueAt(view, from);
    const field = mappableField(target, 'update', to);
    if (field && value !== null && value !== undefined) fields = withValue(fields, to, field.written(value));
  }
  return part === 'deal' && fields.title === undefined
    ? { ...fields, title: titleFor(view, (name) => isHidden('lead', name)) }
    : fields;
}

const LONGEST_TITLE = 200;

/** A deal needs a title: the first thing by which somebody would know the lead. */
function titleFor(view: RecordView, isHidden: (name: string) => boolean): string {
  const shown = Object.entries(view).filter(([name]) => !isHidden(name));
  const lead = Object.fromEntries(shown) as RecordView;
  const names = ['first_name', 'middle_name', 'last_name'].map((name) => lead[name]).filter(isText);
  const [email, phone] = ['emails', 'phones'].map((list) => {
    const [first] = (lead[list] ?? []) as readonly { value: string }[];
    return first?.value;
  });
  const known = [names.join(' '), lead.company_name, email, phone, lead.comment, lead.source_description];
  return [...(known.find(isText) ?? lead.id)].slice(0, LONGEST_TITLE).join('');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
