import type { Sql } from '@platform/database';
import { hiddenBy, type RequestContext, type Rights } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { keyOfPath } from '../custom-fields/custom-field';
import { customFieldKind } from '../custom-fields/custom-field-kind';
import { ownType } from '../custom-fields/own-type';
import type { RecordRow } from '../record.entity';
import { type RecordType, recordTypeOf, type Seen } from '../record-type';
import { reachable, readableParts } from './reachable';

/** By the rights of a member, the forms of the types that were asked for, by the form that the workspace has. */
const forms = new WeakMap<Rights, WeakMap<RecordType, RecordType>>();

/**
 * A kind of record as whoever asks sees it: without the fields that are hidden from them, and with the condition that its rows
 * must meet. Everything that is made of a record type to read by (shape, filters, sorts, links) can be made of this form.
 */
export function seenBy<Row extends RecordRow>(
  { principal: { rights } }: Pick<RequestContext, 'principal'>,
  type: RecordType<Row>,
): RecordType<Row> {
  return rights ? (formOf(rights, type) as unknown as RecordType<Row>) : type;
}

/** A kind of record as the workspace of whoever asks has it, and as they see it. */
export const readableType = async <Row extends RecordRow>(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType<Row>,
  options: { readonly fresh: boolean },
): Promise<RecordType<Row>> => seenBy(ctx, await ownType(sql, ctx.workspaceId, type, options));

/** A kind of record as the member with these rights sees it. */
export const seenByRights = (rights: Rights, type: RecordType): RecordType => formOf(rights, type);

function formOf(rights: Rights, type: RecordType): RecordType {
  if (type.seen) return type;
  const known = forms.get(rights) ?? new WeakMap<RecordType, RecordType>();
  forms.set(rights, known);
  const made = known.get(type);
  if (made) return made;
  const form = { ...type, ...formIn(rights, type) };
  known.set(type, form);
  return form;
}

function formIn(rights: Rights, type: RecordType): Pick<RecordType, 'own' | 'seen'> {
  const hidden = hiddenBy(rights)?.get(type.name) ?? NOTHING;
  const related = (kind: IdKind): RecordType | undefined => {
    const other = type.own ? type.own.related(kind) : recordTypeOf(kind);
    return other && formOf(rights, other);
  };
  const seen: Seen = {
    hidden,
    readable: (alias) => reachable(type, rights, 'read', alias),
    parts: readableParts(type, rights),
    related,
  };
  if (!type.own) return { seen };
  const { own } = type;
  const keys = new Set([...hidden].flatMap((path) => keyOfPath(path) ?? []));
  if (keys.size === 0) return { seen, own };
  const fields = own.fields.filter(({ key }) => !keys.has(key));
  return { seen, own: { ...own, fields, kind: customFieldKind(fields) } };
}

const NOTHING: ReadonlySet<string> = new Set();
