import type { Sql } from '@platform/database';
import type { EventDefinition } from '@platform/events';
import { fieldNames, type RequestContext } from '@platform/http';

import { CUSTOM, customPath } from './custom-fields/custom-field';
import { ownType } from './custom-fields/own-type';
import { recordTypeOf } from './record-type';
import { seenBy } from './rights/seen-by';

/** The fields that events with this payload tell to the caller: those of its contract, and the workspace's own by their paths. */
export async function toldFields(
  sql: Sql,
  ctx: RequestContext,
  { object, payload }: Pick<EventDefinition, 'object' | 'payload'>,
): Promise<string[]> {
  const known = recordTypeOf(object);
  if (known?.view !== payload) return fieldNames(payload);
  const type = seenBy(ctx, await ownType(sql, ctx.workspaceId, known, { fresh: true }));
  const names = fieldNames(payload).filter((name) => !type.seen?.hidden.has(name));
  const custom = names.includes(CUSTOM) ? (type.own?.fields ?? []) : [];
  return [...names, ...custom.map(({ key }) => customPath(key))];
}
