import { mayBeMerged, survivorsOfAny } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { Edit } from './edit';
import type { Survivors } from './field-kind';

export const NONE: Survivors = new Map();

/**
 * The records that answer for merged ones which edits name, by public ids, beyond those that are known: looked up only when edits
 * name what is not there.
 */
export async function namedSurvivors(
  sql: Sql,
  { workspaceId }: RequestContext,
  edits: readonly Edit[],
  known: Survivors = NONE,
): Promise<Survivors> {
  const ids = edits.flatMap(unknownIds).filter((id) => mayBeMerged(id) && !known.has(id));
  return ids.length === 0 ? NONE : survivorsOfAny(sql, workspaceId, ids);
}

/** Whether an edit names one of these merged records: then it is made anew. */
export const namesMerged = (edit: Edit, survivors: Survivors): boolean =>
  survivors.size > 0 && unknownIds(edit).some((id) => survivors.has(id));

const unknownIds = ({ unknown }: Edit): string[] => unknown.map(({ kind, id }) => toTypeId(kind, id));

/** An edit as it is when the survivors take the places of the merged records that it names. */
export async function followedEdit(
  sql: Sql,
  ctx: RequestContext,
  make: (survivors: Survivors) => Promise<Edit>,
): Promise<Edit> {
  const edit = await make(NONE);
  const survivors = await namedSurvivors(sql, ctx, [edit]);
  return survivors.size === 0 ? edit : make(survivors);
}
