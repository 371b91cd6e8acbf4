import type { Transaction } from '@platform/database';

import { type MergedObject, tableOfMerged } from './merged-objects';

/** A merged record, by stored id, and the record that answers for it. */
export interface Redirect {
  readonly merged_id: string;
  readonly survivor_id: string;
}

/** Which records of a kind one of them answers for from now on. */
export interface Merging {
  readonly object: MergedObject;
  readonly survivorId: string;
  readonly mergedIds: readonly string[];
}

/** What an undo takes back, of all that a survivor answers for: merged records, and what was moved to it with them (see `addRedirects`). */
export interface Unmerging extends Merging {
  readonly moved: readonly Redirect[];
}

/**
 * Lets the survivor answer for records that are merged into it, and for whatever those answered for, whose rows (`merged_into`)
 * are set anew; the rows of the merged records themselves are the caller's, who holds them and the survivor's locked. Answers
 * with what the others pointed to before: an undo gives it back. The next version of the survivor is above all that the others
 * had: the caller writes it after this.
 */
export async function addRedirects(
  tx: Transaction,
  workspaceId: string,
  { object, survivorId, mergedIds }: Merging,
): Promise<readonly Redirect[]> {
  const moved = await lockPointing(tx, workspaceId, object, mergedIds);
  await raise(tx, workspaceId, object, { ids: [survivorId], above: mergedIds });
  const anew = moved.map(({ merged_id }) => ({ merged_id, survivor_id: survivorId }));
  await point(tx, workspaceId, object, anew);
  await tx.sql(
    'merged_ids.add',
    `INSERT INTO merged_ids (workspace_id, object, merged_id, survivor_id)
      SELECT $1::uuid, $2::text, merged_id, $4::uuid FROM unnest($3::uuid[]) AS merged_id`,
    [workspaceId, object, mergedIds, survivorId],
  );
  return moved;
}

/**
 * Takes back what `addRedirects` did, of some of the merged records or of all; the caller holds their rows and the survivor's
 * locked. What points elsewhere by now stays as it is. The next versions of the merged records are above all that the survivor
 * had: the caller brings them back after this.
 */
export async function takeBackRedirects(
  tx: Transaction,
  workspaceId: string,
  { object, survivorId, mergedIds, moved }: Unmerging,
): Promise<void> {
  await tx.sql(
    'merged_ids.take_back',
    `DELETE FROM merged_ids
      WHERE workspace_id = $1 AND object = $2 AND merged_id = ANY($3) AND survivor_id = $4`,
    [workspaceId, object, mergedIds, survivorId],
  );
  await raise(tx, workspaceId, object, { ids: mergedIds, above: [survivorId] });
  const pointing = await lockPointing(tx, workspaceId, object, [survivorId]);
  const there = new Set(pointing.map(({ merged_id }) => merged_id));
  const back = moved.filter(({ merged_id }) => there.has(merged_id));
  await point(tx, workspaceId, object, back);
}

/**
 * Gives rows a version that is not below those of others, so that an ETag which was answered at an address never means something
 * else there: what answers at it now goes on from above.
 */
async function raise(
  tx: Transaction,
  workspaceId: string,
  object: MergedObject,
  { ids, above }: { readonly ids: readonly string[]; readonly above: readonly string[] },
): Promise<void> {
  const table = tableOfMerged(object);
  await tx.sql(
    `${table}.raise`,
    `UPDATE ${table} AS t SET version = others.version
      FROM (SELECT max(version) AS version FROM ${table} WHERE workspace_id = $1 AND id = ANY ($3)) AS others
      WHERE t.workspace_id = $1 AND t.id = ANY ($2) AND t.version < others.version`,
    [workspaceId, ids, above],
  );
}

const lockPointing = (
  tx: Transaction,
  workspaceId: string,
  object: MergedObject,
  survivorIds: readonly string[],
): Promise<Redirect[]> =>
  tx.sql<Redirect>(
    'merged_ids.pointing',
    `SELECT merged_id, survivor_id FROM merged_ids
      WHERE workspace_id = $1 AND object = $2 AND survivor_id = ANY($3) ORDER BY merged_id FOR UPDATE`,
    [workspaceId, object, survivorIds],
  );

/** Lets records answer for others, in the order of their ids, and says so in the rows of these. */
async function point(
  tx: Transaction,
  workspaceId: string,
  object: MergedObject,
  redirects: readonly Redirect[],
): Promise<void> {
  if (redirects.length === 0) return;
  const params = [
    workspaceId,
    redirects.map(({ merged_id }) => merged_id),
    redirects.map(({ survivor_id }) => survivor_id),
  ];
  await tx.sql(
    'merged_ids.point',
    `UPDATE merged_ids AS m SET survivor_id = n.survivor_id
      FROM unnest($2::uuid[], $3::uuid[]) AS n (merged_id, survivor_id)
      WHERE m.workspace_id = $1 AND m.object = $4 AND m.merged_id = n.merged_id`,
    [...params, object],
  );
  const table = tableOfMerged(object);
  await tx.sql(
    `${table}.merged_into`,
    `UPDATE ${table} AS t SET merged_into = n.survivor_id
      FROM unnest($2::uuid[], $3::uuid[]) AS n (merged_id, survivor_id)
      WHERE t.workspace_id = $1 AND t.id = n.merged_id AND t.merged_into IS NOT NULL`,
    params,
  );
}
