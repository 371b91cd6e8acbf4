import { type RecordType, readablePublicIds, recordTypeOf } from '@crm/records';
import type { Sql } from '@platform/database';
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

/** Of the records among things, those that the caller may read, by their public ids. */
export async function readableAmong(
  sql: Sql,
  ctx: RequestContext,
  things: readonly MovedThings[],
): Promise<ReadonlySet<string>> {
  const ids = things.filter(({ object }) => isReadKind(ctx, object)).flatMap((thing) => thing.ids);
  return readablePublicIds(sql, ctx, ids);
}

/** Things of the kinds that the caller may read, with the ids of those records that they reach; what is no record goes with the record that it names. */
export const readableThings = (
  ctx: RequestContext,
  things: readonly MovedThings[],
  readable: ReadonlySet<string>,
): MovedThings[] =>
  things.flatMap((thing) => {
    if (!typeOf(thing.object)) return [thing];
    if (!isReadKind(ctx, thing.object)) return [];
    return [{ ...thing, ids: thing.ids.filter((id) => readable.has(id)) }];
  });

const typeOf = (object: string): RecordType | undefined => recordTypeOf(object as IdKind);

const isReadKind = ({ principal }: RequestContext, object: string): boolean =>
  principal.scopes.has(typeOf(object)?.scopes.read.name ?? '');
