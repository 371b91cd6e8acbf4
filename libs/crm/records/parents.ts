import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Sql, Transaction } from '@platform/database';
import { describeIdParam, notFound, type RequestContext, storedId } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import { type Parent, type RecordType, recordTypeOf } from './record-type';
import { exists } from './references';

type Placed = Pick<RecordType, 'parent' | 'plural' | 'segment'>;

/** Where the records of a type are: `v1/leads`, or under what they are part of. */
export const routeOf = ({ parent, plural, segment = plural.replaceAll('_', '-') }: Placed): string =>
  parent ? `v1/${parent.plural}/:${parent.field}/${segment}` : `v1/${segment}`;

/** The address of one record, by public id. */
export function addressOf(type: Placed, parentId: string | undefined, id: string): string {
  const { parent } = type;
  const above = parent && 'kind' in parent ? toTypeId(parent.kind, parentId ?? '') : (parentId ?? '');
  return `/${routeOf(type).replace(/:\w+/, above)}/${id}`;
}

/** The parent in the path, as it is stored; nothing for a type that has none. */
export const InParent = ({ parent }: Placed): ParameterDecorator =>
  parent
    ? (target, key, index) => {
        Param(parent.field, { transform: (value: string) => storedParent(parent, value) })(
          target,
          key,
          index,
        );
        describeParent(parent)(target, key, index);
      }
    : () => undefined;

/** Reads the parent that stands in a path; 404 when no workspace has one of that name. */
export function storedParent(parent: Parent, value: string): string {
  if ('kind' in parent) return storedId(parent.kind, value, parent.field);
  if (!parent.names.includes(value)) throw notFound(parent.field);
  return value;
}

/** Documents the parent in the path. */
export function describeParent(parent: Parent): ParameterDecorator {
  if ('kind' in parent) return describeIdParam(parent.kind, parent.field);
  const { field: name, names } = parent;
  return (target, key) => {
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !descriptor) return;
    const schema = { type: 'string', enum: [...names], examples: [names[0]] };
    ApiParam({ name, description: `The name of the ${name}.`, schema })(target, key, descriptor);
  };
}

/** Answers 404 when the parent in the path is not one of the workspace's. */
export async function requireParent(
  sql: Sql,
  ctx: RequestContext,
  { parent }: Pick<RecordType, 'parent'>,
  id?: string,
): Promise<void> {
  if (!parent || 'names' in parent) return;
  if (!(await exists(sql, ctx, parent.kind, id ?? ''))) throw notFound(parent.kind);
}

/** The same for a write whose type takes turns: nobody else writes to the parent or its parts until the transaction ends. */
export async function holdParent(
  tx: Transaction,
  ctx: RequestContext,
  { parent }: RecordType,
  id: string,
): Promise<void> {
  const above = parent && 'kind' in parent ? recordTypeOf(parent.kind) : undefined;
  if (!parent || !('kind' in parent) || !above)
    throw new Error('Only a record of a type of its own can be held.');
  const [row] = await new RecordStore(shapeOf(above)).lock(tx, ctx.workspaceId, [id]);
  const isThere =
    row?.deleted_at === null && (!ctx.principal.rights || (await exists(tx, ctx, parent.kind, id)));
  if (!isThere) throw notFound(above.name);
}

/** Whether a row is part of the parent in the path; always, for a type that has none. */
export const belongs = (type: RecordType, row: RecordRow, parentId: string | undefined): boolean =>
  !type.parent || (row as unknown as Columns)[type.parent.field] === parentId;
