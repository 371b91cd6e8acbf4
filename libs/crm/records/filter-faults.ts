import type { Sql } from '@platform/database';
import { type FilterFault, type Json, type KeptFilter, parseFilter, segmentIdsIn } from '@platform/filters';
import type { RequestContext } from '@platform/http';
import { exampleId, type IdKind } from '@platform/ids';

import { filterSchemaOf } from './filter-schema-of';
import { keptFilters } from './kept-filters';
import { filterCallerOf, requireScope } from './record-query';
import { recordTypeOf } from './record-type';
import { readableType } from './rights/seen-by';

/** A filter about to be kept under an id. */
export interface FilterToKeep {
  /** Its public id. */
  readonly id: string;
  readonly object: IdKind;
  readonly filter: Json;
  /** How many segments it will stand in when it is used. */
  readonly within: number;
}

/** What is wrong with a filter that is to be kept; 403 when it needs a scope that the caller lacks. */
export async function filterFaults(
  sql: Sql,
  ctx: RequestContext,
  { id, object, filter, within }: FilterToKeep,
): Promise<readonly FilterFault[]> {
  const type = recordTypeOf(object);
  if (!type) throw new Error(`There are no records of the kind "${object}".`);
  const segments = await keptFilters(sql, ctx, [filter]);
  if (leadsTo(id, filter, segments)) return [CIRCLE];
  // Whoever uses it may be a member, even if whoever writes it is none.
  const caller = { ...filterCallerOf(ctx), me: exampleId('member'), segments, within };
  const own = await readableType(sql, ctx, type, { fresh: true });
  const { faults, needs } = parseFilter(filterSchemaOf(own), filter, caller);
  for (const scope of needs) requireScope(ctx, scope);
  return faults;
}

const CIRCLE: FilterFault = {
  pointer: '',
  code: 'segment_cycle',
  detail: 'This filter names a segment that names this one',
};

function leadsTo(id: string, filter: Json, segments: ReadonlyMap<string, KeptFilter>): boolean {
  const seen = new Set<string>();
  for (let next = segmentIdsIn(filter); next.length > 0; ) {
    if (next.includes(id)) return true;
    for (const one of next) seen.add(one);
    next = next.flatMap((one) => segmentIdsIn(segments.get(one)?.filter)).filter((one) => !seen.has(one));
  }
  return false;
}
