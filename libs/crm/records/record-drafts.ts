import type { RequestContext } from '@platform/http';

import type { Draft, KeyValue } from './draft';
import type { Columns } from './field-kind';
import type { ListMode } from './merged-list';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';

type What = Pick<Draft, 'action' | 'edit'>;

/** What a draft needs to know of the fields that a caller sent. */
interface Fields {
  readonly input: object;
  readonly lists?: ListMode;
}

/** Changes the named fields. */
export const patch = (ctx: RequestContext, type: RecordType, { input, lists }: Fields): What => ({
  action: 'update',
  edit: (row) => shapeOf(type).apply(row as unknown as Columns, input, ctx, lists),
});

/**
 * Changes the named fields, or creates a record of them; the record has the key afterwards, whatever list the caller
 * named it in. `complete` judges the fields of a creation, which needs more of them than a change.
 */
export const upsertion = (
  ctx: RequestContext,
  type: RecordType,
  { key, value }: KeyValue,
  { input, lists, complete }: Fields & { readonly complete?: (input: object) => void },
): What => ({
  action: 'upsert',
  edit: (row, action) => {
    const fields = { ...input } as Columns;
    if (action === 'create') complete?.(fields);
    if (action === 'create' || (fields[key.field] !== undefined && lists !== 'merge')) {
      fields[key.field] = key.exclusive.within(fields[key.field], value);
    }
    return shapeOf(type).apply(row as unknown as Columns, fields, ctx, lists);
  },
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
