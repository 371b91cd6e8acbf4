import { type RequestContext, validatedBody } from '@platform/http';

import type { Draft, KeyValue } from './draft';
import type { Columns } from './field-kind';
import type { ListMode } from './merged-list';
import type { RecordType } from './record-type';

type What = Pick<Draft, 'action' | 'edit' | 'pointer'>;

/** Fields that a caller sent, and what their lists mean. */
export interface Changes {
  readonly input: object;
  readonly lists?: ListMode;
  /** Where the fields stand in the caller's body (JSON Pointer); at its root unless told. */
  readonly pointer?: string;
}

/** Changes the named fields. */
export const patch = (ctx: RequestContext, { input, lists = 'replace', pointer }: Changes): What => ({
  action: 'update',
  pointer,
  edit: (row, _, { shape, ...means }) =>
    shape.apply(row as unknown as Columns, input, { ctx, lists, ...means }),
});

/** Gives a record what it lacks of the given fields, and keeps what it has. */
export const completion = (ctx: RequestContext, { input, pointer }: Changes): What => ({
  action: 'update',
  pointer,
  edit: (row, _, { shape, ...means }) =>
    shape.complete(row as unknown as Columns, input, { ctx, lists: 'replace', ...means }),
});

/**
 * Changes the named fields, or creates a record of them; the record has the key afterwards, whatever list the caller
 * named it in. A creation needs more fields than a change: what it lacks is a 400.
 */
export const upsertion = (
  ctx: RequestContext,
  type: RecordType,
  { key, value }: KeyValue,
  { input, lists = 'replace', pointer }: Changes,
): What => ({
  action: 'upsert',
  pointer,
  edit: (row, action, { shape, ...means }) => {
    const fields = { ...input } as Columns;
    if (action === 'create') validatedBody(type.create, fields, pointer);
    if (action === 'create' || (fields[key.field] !== undefined && lists !== 'merge')) {
      fields[key.field] = key.exclusive.within(fields[key.field], value, ctx.principal.country);
    }
    return shape.apply(row as unknown as Columns, fields, { ctx, lists, ...means });
  },
});

/** Creates a record of the given fields, and of columns that the code sets. */
export const creation = (
  ctx: RequestContext,
  { input, pointer }: Changes,
  columns: Readonly<Columns> = {},
): What => ({
  action: 'create',
  pointer,
  edit: (row, _, { shape, ...means }) =>
    shape.apply(Object.assign(row, columns), input, { ctx, lists: 'replace', ...means }),
});

/** Marks a record as deleted. */
export const deletion = ({ now }: RequestContext): What => ({
  action: 'delete',
  edit: (row) => {
    row.deleted_at = now;
    return DELETION;
  },
});

/** Takes the mark away. */
export const restoration: What = {
  action: 'restore',
  edit: (row) => {
    row.deleted_at = null;
    return DELETION;
  },
};

const DELETION: ReadonlySet<string> = new Set(['deleted_at']);
