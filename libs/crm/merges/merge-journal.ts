import { insertRows, type Transaction } from '@platform/database';
import type { Actor, RequestContext } from '@platform/http';

import type { JournalLink } from './link-mover';
import type { Merge } from './merge.entity';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a merge can be undone. */
const UNDOABLE_MS = 90 * DAY_MS;

/** Until when a merge can be undone. */
export const undoableUntil = ({ merged_at }: Pick<Merge, 'merged_at'>): Date =>
  new Date(merged_at.getTime() + UNDOABLE_MS);

/** What was merged until then can be undone no more. */
export const undoableSince = (now: Date): Date => new Date(now.getTime() - UNDOABLE_MS);

/** Whether what an undo needs is gone: it is too old, or its contents were erased. */
export const isFinal = (merge: Pick<Merge, 'merged_at' | 'journal'>, now: Date): boolean =>
  merge.journal === null || undoableUntil(merge) <= now;

/** Forgets which links merges of a workspace have moved. */
export async function forgetLinks(
  tx: Transaction,
  workspaceId: string,
  merges: readonly { readonly id: string }[],
): Promise<void> {
  await tx.sql(
    'merges.forget_links',
    'DELETE FROM moved_links WHERE workspace_id = $1 AND merge_id = ANY($2::uuid[])',
    [workspaceId, merges.map(({ id }) => id)],
  );
}

/** Keeps a merge and every link that it moved. */
export async function keepMerge(tx: Transaction, merge: Merge, links: readonly JournalLink[]): Promise<void> {
  const columns = Object.keys(merge) as (keyof Merge)[];
  const { workspace_id, id } = merge;
  await insertRows(
    tx,
    {
      table: 'merges',
      columns,
      size: 1,
      values: () => [columns.map((column) => merge[column])],
    },
    {
      table: 'merged_records',
      columns: ['workspace_id', 'merged_id', 'merge_id'],
      size: merge.merged_ids.length,
      values: () => merge.merged_ids.map((merged) => [workspace_id, merged, id]),
    },
    {
      table: 'moved_links',
      columns: ['workspace_id', 'merge_id', 'link', 'row_id', 'was'],
      size: links.length,
      values: () => links.map(({ link, row_id, was }) => [workspace_id, id, link, row_id, was]),
    },
  );
}

/**
 * Waits until no other merge or undo of the workspace runs, and holds them off until the transaction ends: they lock many records
 * of several kinds, and would meet in every order.
 */
export async function takeTurn(tx: Transaction, { workspaceId, now }: RequestContext): Promise<void> {
  await tx.sql(
    'merges.take_turn',
    `INSERT INTO merge_turns (workspace_id, taken_at) VALUES ($1, $2)
      ON CONFLICT ON CONSTRAINT merge_turns_pkey DO UPDATE SET taken_at = excluded.taken_at`,
    [workspaceId, now],
  );
}

/** A time for a merge that comes after all others of the records, which are locked: it may have waited for one that began after it. */
export async function momentOfMerge(
  tx: Transaction,
  { workspaceId, now }: RequestContext,
  ids: readonly string[],
): Promise<Date> {
  const [last] = await tx.sql<{ at: Date | null }>('merges.last', LAST, [workspaceId, ids]);
  return new Date(Math.max(now.getTime(), (last?.at?.getTime() ?? 0) + 1));
}

const LAST = `
  SELECT max(merged_at) AS at FROM merges WHERE workspace_id = $1 AND (survivor_id = ANY($2::uuid[]) OR id IN (
    SELECT merge_id FROM merged_records WHERE workspace_id = $1 AND merged_id = ANY($2::uuid[])))`;

/** A merge, which nobody else undoes until the transaction ends. */
export async function lockMerge(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<Merge | undefined> {
  const [merge] = await tx.sql<Merge>(
    'merges.lock',
    'SELECT * FROM merges WHERE workspace_id = $1 AND id = $2 FOR UPDATE',
    [workspaceId, id],
  );
  return merge;
}

/** The links that a merge moved. */
export const linksOf = (tx: Transaction, workspaceId: string, mergeId: string): Promise<JournalLink[]> =>
  tx.sql<JournalLink>(
    'merges.links',
    'SELECT link, row_id, was FROM moved_links WHERE workspace_id = $1 AND merge_id = $2 ORDER BY link, row_id',
    [workspaceId, mergeId],
  );

/**
 * The last of the later merges that hold and build on one: the survivor takes part in them, or they have moved links within a list
 * of the survivor that this one has united (`links`, as the journal names them).
 */
export async function laterMerge(
  tx: Transaction,
  { workspace_id, id, merged_at, survivor_id }: Merge,
  links: readonly string[],
): Promise<string | undefined> {
  const params = [workspace_id, survivor_id, merged_at, id, links];
  const [later] = await tx.sql<{ id: string }>('merges.later', LATER, params);
  return later?.id;
}

const LATER = `
  SELECT m.id FROM merges AS m
  WHERE m.workspace_id = $1 AND m.undone_at IS NULL AND (m.merged_at, m.id) > ($3, $4::uuid)
    AND m.id IN (
      SELECT id FROM merges WHERE workspace_id = $1 AND survivor_id = $2
      UNION ALL SELECT merge_id FROM merged_records WHERE workspace_id = $1 AND merged_id = $2
      UNION ALL SELECT merge_id FROM moved_links WHERE workspace_id = $1 AND row_id = $2 AND link = ANY($5::text[]))
  ORDER BY m.merged_at DESC, m.id DESC LIMIT 1`;

/** Marks a merge as undone. */
export async function closeMerge(
  tx: Transaction,
  { workspaceId, now, actor }: RequestContext,
  id: string,
): Promise<{ readonly undone_at: Date; readonly undone_by: Actor }> {
  await tx.sql(
    'merges.close',
    'UPDATE merges SET undone_at = $3, undone_by = $4 WHERE workspace_id = $1 AND id = $2',
    [workspaceId, id, now, JSON.stringify(actor)],
  );
  return { undone_at: now, undone_by: actor };
}
