import { type Columns, lockRecords, type RecordRow, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { type JournalLink, LinkMover, placesOf } from './link-mover';
import type { MovedThings } from './merge.entity';
import { thingsOf } from './moved-things';
import type { Moving } from './moving';
import type { Place } from './place';
import { giveRowsBack, type MovedRow, nameOfRowPlace, rowPlaces } from './row-places';

/** What goes back to merged records, and what stays with their survivor because it was linked anew. */
export interface Returned {
  readonly givenBack: readonly MovedThings[];
  readonly kept: readonly MovedThings[];
}

interface Back {
  readonly place: Place;
  readonly was: unknown;
}

/** The rows of a kind whose links go back. */
interface ReturningRows {
  readonly owner: IdKind;
  readonly rows: ReadonlyMap<string, readonly Back[]>;
  /** Those that are neither deleted nor merged. */
  readonly live: ReadonlySet<string>;
}

/** What is about to go back. */
export interface Returning extends Returned {
  readonly rows: readonly ReturningRows[];
}

/** Lets what a merge moved name again what it named, in a transaction that the caller holds. */
@Injectable()
export class LinkReturner {
  constructor(private readonly links: LinkMover) {}

  /** Looks up, and locks, what goes back. Rows that are no records go back at once. */
  async locate(
    ctx: RequestContext,
    tx: Transaction,
    { journal, moving }: { readonly journal: readonly JournalLink[]; readonly moving: Moving },
  ): Promise<Returning> {
    const places = await placesOf(tx, ctx.workspaceId, moving);
    const rows: ReturningRows[] = [];
    const givenBack: MovedThings[] = [];
    const kept: MovedThings[] = [];
    for (const owner of new Set(places.map((place) => place.owner))) {
      const own = new Map(
        places.filter((place) => place.owner === owner).map((place) => [place.name, place]),
      );
      const backs = backsOf(journal, own);
      if (backs.size === 0) continue;
      const still = await this.still(ctx, tx, { owner, backs, moving });
      rows.push({ owner, rows: backs, live: new Set(still.map(([id]) => id)) });
      const split = Map.groupBy(still, ([, goes]) => goes);
      for (const [goes, list] of [
        [true, givenBack],
        [false, kept],
      ] as const) {
        const ids = (split.get(goes) ?? []).map(([id]) => id);
        if (ids.length > 0) list.push(thingsOf(owner, ids));
      }
    }
    givenBack.push(...(await this.rowsBack(ctx, tx, journal, moving)));
    return { rows, givenBack, kept };
  }

  /** Lets everything that was located go back, as far as it still names the survivor. */
  async giveBack(
    ctx: RequestContext,
    tx: Transaction,
    { returning, moving }: { readonly returning: Returning; readonly moving: Moving },
  ): Promise<void> {
    for (const { owner, rows, live } of returning.rows) {
      const edit = (row: Columns, id: string): void => {
        for (const { place, was } of rows.get(id) ?? []) place.giveBack(row, was, moving);
      };
      const [there, gone] = [
        [...rows.keys()].filter((id) => live.has(id)),
        [...rows.keys()].filter((id) => !live.has(id)),
      ];
      await this.links.edit(ctx, tx, { owner, ids: there, edit });
      await this.links.editDeleted(ctx, tx, { owner, ids: gone, edit });
    }
  }

  /** Of the rows that are not deleted, whether any of their links goes back. */
  private async still(
    ctx: RequestContext,
    tx: Transaction,
    {
      owner,
      backs,
      moving,
    }: { readonly owner: IdKind; readonly backs: ReturningRows['rows']; readonly moving: Moving },
  ): Promise<[string, boolean][]> {
    const type = recordTypeOf(owner);
    if (!type) return [];
    const found = await lockRecords(tx, ctx.beyondRights(), type, [...backs.keys()]);
    // The survivor of a row that was merged itself is another row.
    const own = [...found].filter(([id, { row }]) => row.id === id);
    return own.map(([id, { row }]) => {
      const copy = structuredClone({ ...row }) as RecordRow & Columns;
      const goes = (backs.get(id) ?? []).map(({ place, was }) => place.giveBack(copy, was, moving));
      return [id, goes.includes(true)];
    });
  }

  private async rowsBack(
    { workspaceId }: RequestContext,
    tx: Transaction,
    journal: readonly JournalLink[],
    moving: Moving,
  ): Promise<MovedThings[]> {
    const things: MovedThings[] = [];
    for (const place of rowPlaces()) {
      const moved = journal.filter(({ link }) => link === nameOfRowPlace(place)) as unknown as MovedRow[];
      if (moved.length === 0) continue;
      const ids = await giveRowsBack(tx, workspaceId, place, { moved, moving });
      if (ids.length > 0) things.push(thingsOf(place.thing, ids));
    }
    return things;
  }
}

function backsOf(
  journal: readonly JournalLink[],
  places: ReadonlyMap<string, Place>,
): ReadonlyMap<string, readonly Back[]> {
  const backs = new Map<string, Back[]>();
  for (const { link, row_id, was } of journal) {
    const place = places.get(link);
    if (place) backs.set(row_id, [...(backs.get(row_id) ?? []), { place, was }]);
  }
  return new Map([...backs].sort(([a], [b]) => (a < b ? -1 : 1)));
}
