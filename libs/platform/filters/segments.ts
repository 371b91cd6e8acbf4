import { kindOf } from '@platform/ids';

import { FILTER_LIMITS, type FilterFault } from './filter-faults';
import type { FilterCaller, FilterSchema, Json } from './filter-schema';

/** The filter of a segment, or why it cannot stand here. */
export type FoundSegment = { readonly filter: Json } | Omit<FilterFault, 'pointer'>;

/** Looks up what the id of a segment stands for, in a filter that stands in `within` segments itself. */
export function segmentFilter(
  object: NonNullable<FilterSchema['segments']>['object'],
  id: Json,
  { segments }: FilterCaller,
  within: number,
): FoundSegment {
  if (typeof id !== 'string' || kindOf(id) !== 'segment')
    return { code: 'invalid_id', detail: 'This must be the id of a segment (segm_…)' };
  if (within >= FILTER_LIMITS.segments) {
    const detail = `Segments may stand in segments ${FILTER_LIMITS.segments} levels deep`;
    return { code: 'segments_too_deep', detail };
  }
  const kept = segments?.get(id);
  if (!kept) return { code: 'unknown_segment', detail: `There is no segment ${id}` };
  if (kept.object === object) return { filter: kept.filter };
  const detail = `This segment is about ${kept.object} records, and here stand those of ${object}`;
  return { code: 'segment_of_other_object', detail };
}

/** Every level of a filter is at most so many of JSON: a list of and/or, and an object in it. */
const MAX_DEPTH = 2 * FILTER_LIMITS.depth;

/** The ids of segments that a filter names, wherever they stand in it; no deeper than a filter is read. */
export function segmentIdsIn(input: Json, depth = MAX_DEPTH): string[] {
  if (typeof input !== 'object' || input === null || depth === 0) return [];
  if (Array.isArray(input)) return input.flatMap((item) => segmentIdsIn(item, depth - 1));
  return Object.entries(input).flatMap(([name, value]: [string, Json]) =>
    name === 'segment' && typeof value === 'string' && kindOf(value) === 'segment'
      ? [value]
      : segmentIdsIn(value, depth - 1),
  );
}
