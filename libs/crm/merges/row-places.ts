import type { MergedObject } from '@crm/merged-ids';
import type { Transaction } from '@platform/database';

import type { Moving } from './moving';

/** A column that names records in rows that are no records: nothing is told of their changes. */
export interface RowPlace {
  readonly table: string;
  readonly column: string;
  /** What the rows are called in answers: a kind of id. */
  readonly thing: string;
  readonly names: readonly MergedObject[];
  /** Whether it holds public ids. */
  readonly isPublic: boolean;
}

const places: RowPlace[] = [
  {
    table: 'stage_history',
    column: 'record_id',
    thing: 'stage_stay',
    names: ['lead', 'deal'],
    isPublic: false,
  },
];

/** Adds such a column of a library above. */
export function defineRowPlace(place: RowPlace): void {
  places.push(place);
}

/** Every such column that the loaded code knows. */
export const rowPlaces = (): readonly RowPlace[] => places;

export const nameOfRowPlace = ({ table, column }: RowPlace): string => `${table}.${column}`;

/** A row that was moved, and what it named. */
export interface MovedRow {
  readonly row_id: string;
  readonly was: { readonly from: string };
}

/** Lets the rows name the survivor. */
export async function moveRows(
  tx: Transaction,
  workspaceId: string,
  { table, column, isPublic }: RowPlace,
  moving: Moving,
): Promise<MovedRow[]> {
  const type = isPublic ? 'text' : 'uuid';
  const rows = await tx.sql<{ id: string; was: string }>(
    `merges.move.${table}`,
    `UPDATE ${table} AS t SET ${column} = $3 FROM (
        SELECT id, ${column} AS was FROM ${table} WHERE workspace_id = $1 AND ${column} = ANY($2::${type}[]) AND ${column} IS NOT NULL
        ORDER BY id FOR UPDATE) AS old
      WHERE t.workspace_id = $1 AND t.id = old.id RETURNING t.id, old.was`,
    [workspaceId, [...(isPublic ? moving.publicFrom : moving.from)], isPublic ? moving.publicTo : moving.to],
  );
  return rows.map(({ id, was }) => ({ row_id: id, was: { from: was } }));
}

/** Lets those of the rows that still name the survivor name what they named; answers with their ids. */
export async function giveRowsBack(
  tx: Transaction,
  workspaceId: string,
  { table, column, isPublic }: RowPlace,
  { moved, moving }: { readonly moved: readonly MovedRow[]; readonly moving: Moving },
): Promise<string[]> {
  const type = isPublic ? 'text' : 'uuid';
  const rows = await tx.sql<{ id: string }>(
    `merges.give_back.${table}`,
    `UPDATE ${table} AS t SET ${column} = n.was FROM unnest($2::uuid[], $3::${type}[]) AS n (id, was)
      WHERE t.workspace_id = $1 AND t.id = n.id AND t.${column} = $4 RETURNING t.id`,
    [
      workspaceId,
      moved.map(({ row_id }) => row_id),
      moved.map(({ was }) => was.from),
      isPublic ? moving.publicTo : moving.to,
    ],
  );
  return rows.map(({ id }) => id);
}
