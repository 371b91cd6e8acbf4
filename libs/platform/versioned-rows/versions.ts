import { isDeepStrictEqual } from 'node:util';

import type { Sql } from '@platform/database';
import { type Change, changedSince } from '@platform/events';
import { etagOf, staleVersion, versionMismatch } from '@platform/http';

/** A stored thing, and the version of it that a caller says to have read. */
export interface Seen {
  readonly id: string;
  readonly version: number;
  readonly ifMatch: string | undefined;
}

/** 412 with the fields that changed since, when the caller has read another version than the stored one. */
export async function refuseStale(
  sql: Sql,
  workspaceId: string,
  { id, version: current, ifMatch }: Seen,
): Promise<void> {
  const seen = staleVersion(ifMatch, current);
  if (seen === null) return;
  const changed = await changedSince(sql, workspaceId, [{ id, seen, current }]);
  throw versionMismatch(etagOf(current), changed.get(id));
}

/** Change with every write, and say nothing of what changed. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['version', 'updated_at']);

/** The fields that differ between two public forms of a thing. */
export function differences(before: object, after: object): Record<string, Change> {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => !BOOKKEEPING.has(name) && !isDeepStrictEqual(value, old.get(name)))
      .map(([name, value]) => [name, { from: old.get(name), to: value as unknown }]),
  );
}
