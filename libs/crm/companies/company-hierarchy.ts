import type { Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { Company } from './company.entity';

/** How many companies may stand above one another. */
const MAX_LEVELS = 10;

/** The parent of each company as far as it is known; null at the top. */
type Parents = Map<string, string | null>;

/**
 * Reports parents that would make a company part of itself, or the hierarchy too deep. Every company above is locked against
 * changes until the transaction ends: of two writers who would close a circle together, one waits and sees the other's half.
 */
export async function checkHierarchy(
  edits: readonly Edit<Company>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const moved = edits.filter((edit) => edit.row.parent_id !== null && edit.changes('parent_id'));
  if (moved.length === 0) return;
  const parents: Parents = new Map(edits.map(({ row, before }) => [row.id, before?.parent_id ?? null]));
  await lockAbove(parents, moved, ctx.workspaceId, tx);
  const heights = await heightsOf(moved, ctx.workspaceId, tx);
  for (const edit of moved) {
    const { id, parent_id } = edit.row;
    const above = chainAbove(parents, id, parent_id);
    if (above === 'circle')
      edit.fault('/parent_id', 'circular_parent', 'A company cannot belong to itself, nor to one below it');
    else if (above + (heights.get(id) ?? 1) > MAX_LEVELS)
      edit.fault('/parent_id', 'too_many_levels', `There may be ${MAX_LEVELS} levels of companies`);
    // Those that come after it in the same write are judged by what it makes of the hierarchy.
    else parents.set(id, parent_id);
  }
}

/** How many companies are above one with this parent, or that it would be one of them. */
function chainAbove(parents: Parents, id: string, parent: string | null): number | 'circle' {
  let levels = 0;
  for (let at = parent; at !== null && levels <= MAX_LEVELS; at = parents.get(at) ?? null) {
    if (at === id) return 'circle';
    levels += 1;
  }
  return levels;
}

/** Locks and learns the companies above those that move, a level with each statement; those that are written are locked already. */
async function lockAbove(
  parents: Parents,
  moved: readonly Edit<Company>[],
  workspaceId: string,
  tx: Transaction,
): Promise<void> {
  let next = [...moved.map(({ row }) => row.parent_id), ...parents.values()].filter((id) => id !== null);
  for (let level = 0; level <= MAX_LEVELS; level += 1) {
    const unknown = [...new Set(next)].filter((id) => !parents.has(id));
    if (unknown.length === 0) return;
    const rows = await tx.sql<{ id: string; parent_id: string | null }>('companies.lock_above', LOCK, [
      workspaceId,
      unknown,
    ]);
    for (const { id, parent_id } of rows) parents.set(id, parent_id);
    next = rows.map(({ parent_id }) => parent_id).filter((id) => id !== null);
  }
}

const LOCK =
  'SELECT id, parent_id FROM companies WHERE workspace_id = $1 AND id = ANY($2) ORDER BY id FOR SHARE';

/** How many levels there are from each company down, itself among them; deleted ones count, they may come back. */
async function heightsOf(
  moved: readonly Edit<Company>[],
  workspaceId: string,
  tx: Transaction,
): Promise<ReadonlyMap<string, number>> {
  const known = moved.flatMap(({ before }) => before?.id ?? []);
  if (known.length === 0) return new Map();
  const rows = await tx.sql<{ top: string; height: number }>('companies.heights', HEIGHTS, [
    workspaceId,
    known,
    MAX_LEVELS,
  ]);
  return new Map(rows.map(({ top, height }) => [top, height]));
}

const HEIGHTS = `
  WITH RECURSIVE below AS (
    SELECT id AS top, id, 1 AS level FROM companies WHERE workspace_id = $1 AND id = ANY($2)
    UNION
    SELECT below.top, c.id, below.level + 1 FROM below
    JOIN companies AS c ON c.workspace_id = $1 AND c.parent_id = below.id WHERE below.level <= $3)
  SELECT top, max(level) AS height FROM below GROUP BY top`;
