import { recordTypeOf } from '@crm/records';
import type { RequestContext } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import type { JournalLink, Naming } from './link-mover';
import type { MovedThings } from './merge.entity';
import { nameOfRowPlace, rowPlaces } from './row-places';

/** How many of the moved things of a kind are named. */
const NAMED = 20;

/** What moves, by kind: the rows of records that were located, and other rows that moved. */
export function movedThings(naming: readonly Naming[], rows: readonly JournalLink[]): MovedThings[] {
  const things = new Map(rowPlaces().map((place) => [nameOfRowPlace(place), place.thing] as const));
  const others = Map.groupBy(rows, ({ link }) => things.get(link) ?? link);
  return [
    ...naming.map(({ owner, rows: located }) => thingsOf(owner, [...located.keys()])),
    ...[...others].map(([thing, links]) =>
      thingsOf(
        thing,
        links.map(({ row_id }) => row_id),
      ),
    ),
  ].filter(({ count }) => count > 0);
}

/** Things of a kind by stored ids: how many, and the first of them. */
export const thingsOf = (object: string, ids: readonly string[]): MovedThings => ({
  object,
  count: ids.length,
  ids: ids.slice(0, NAMED).map((id) => toTypeId(object as IdKind, id)),
});

/** Those of the kinds that the caller may read; what is no record goes with the record that it names. */
export const readableThings = (
  { principal }: RequestContext,
  things: readonly MovedThings[],
): MovedThings[] =>
  things.filter(({ object }) => {
    const type = recordTypeOf(object as IdKind);
    return !type || principal.scopes.has(type.scopes.read.name);
  });
