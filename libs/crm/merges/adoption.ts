import { MERGED_OBJECTS, type MergedObject } from '@crm/merged-ids';
import { type Columns, idsWithin, type RecordType } from '@crm/records';
import { insertRows, type Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { placesOf } from './link-mover';
import type { Row } from './merging-records';
import { movingOf } from './moving';

/** A merge that holds, as far as it concerns one of the records that it merged. */
interface Holding {
  readonly id: string;
  readonly object: MergedObject;
  readonly survivor_id: string;
  readonly merged_id: string;
}

/** No chain of merges is longer. */
const MAX_TURNS = 50;

/**
 * Lets a row that comes back name the survivors of what was merged while it was away, as if it had been there: what it named stands
 * in the journals of those merges, so that their undoing gives it back.
 */
export async function adoptMerges(
  { workspaceId }: RequestContext,
  tx: Transaction,
  type: RecordType,
  row: Row,
): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const holding = await holdingMerges(tx, workspaceId, row);
    let isMoved = false;
    for (const merge of holding) {
      const moving = movingOf(merge.object, [merge.merged_id], merge.survivor_id);
      const places = (await placesOf(tx, workspaceId, moving)).filter(({ owner }) => owner === type.name);
      for (const place of places) {
        const was = place.move(row, moving);
        if (was === undefined) continue;
        isMoved = true;
        await journal(tx, {
          workspace_id: workspaceId,
          merge_id: merge.id,
          link: place.name,
          row_id: row.id,
          was,
        });
      }
    }
    if (!isMoved) return;
  }
}

/** The merges that hold of records that a row may name. */
async function holdingMerges(tx: Transaction, workspaceId: string, row: Row): Promise<Holding[]> {
  const named = MERGED_OBJECTS.flatMap((object) => idsWithin({ ...row } as Columns, object));
  const ids = [...new Set(named)].filter((id) => id !== row.id);
  if (ids.length === 0) return [];
  return tx.sql<Holding>('merges.holding', HOLDING, [workspaceId, ids]);
}

const HOLDING = `
  SELECT m.id, m.object, m.survivor_id, r.merged_id FROM merged_records AS r
  JOIN merges AS m ON m.workspace_id = $1 AND m.id = r.merge_id
  WHERE r.workspace_id = $1 AND r.merged_id = ANY($2::uuid[]) AND m.undone_at IS NULL ORDER BY m.merged_at, m.id`;

interface AdoptedLink extends Columns {
  readonly workspace_id: string;
  readonly merge_id: string;
  readonly link: string;
  readonly row_id: string;
}

/** A row that was moved before, and has come back since, keeps what it was first. */
async function journal(tx: Transaction, link: AdoptedLink): Promise<void> {
  const { workspace_id, merge_id, row_id, was } = link;
  const [known] = await tx.sql(
    'merges.known_link',
    'SELECT 1 FROM moved_links WHERE workspace_id = $1 AND merge_id = $2 AND link = $3 AND row_id = $4',
    [workspace_id, merge_id, link.link, row_id],
  );
  if (known) return;
  await insertRows(tx, {
    table: 'moved_links',
    columns: ['workspace_id', 'merge_id', 'link', 'row_id', 'was'],
    size: 1,
    values: () => [[workspace_id, merge_id, link.link, row_id, was]],
  });
}
