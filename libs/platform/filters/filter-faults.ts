/** What a filter may ask at most. */
export const FILTER_LIMITS = {
  /** How deep conditions, links and and/or/not may stand in each other. */
  depth: 8,
  /** Conditions in one filter. */
  conditions: 100,
  /** Values of one `in` or `nin`. */
  values: 500,
  /** Conditions that look through a link, at other records. */
  links: 10,
  /** Characters of one text. */
  characters: 2000,
  /** Words of one search. */
  words: 10,
  /** How deep segments may stand in segments. */
  segments: 3,
} as const;

/** Something wrong with a filter, and where. */
export interface FilterFault {
  /** RFC 6901. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The pointer of a step below another. */
export const below = (pointer: string, step: string | number): string =>
  `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
