/** Whose value wins where several records have one. */
export const STRATEGIES = ['survivor', 'newest', 'oldest', 'longest', 'most_complete'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** What becomes of lists. */
export const LIST_STRATEGIES = ['union', 'survivor'] as const;
export type ListStrategy = (typeof LIST_STRATEGIES)[number];

/** A record among those that are merged, as far as a strategy looks at it. */
export interface Candidate {
  readonly id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** How many of its fields say something. */
  readonly filled: number;
}

/** The records in the order in which their values are taken; the survivor stands first, and stays so among equals. */
export function inOrder<One extends Candidate>(records: readonly One[], strategy: Strategy): One[] {
  const by = BY[strategy];
  return by ? [...records].sort(by) : [...records];
}

const BY: Readonly<Partial<Record<Strategy, (a: Candidate, b: Candidate) => number>>> = {
  newest: (a, b) => b.updated_at.getTime() - a.updated_at.getTime(),
  oldest: (a, b) => a.created_at.getTime() - b.created_at.getTime(),
  most_complete: (a, b) => b.filled - a.filled,
};

/** The longest of the texts, the first among equals; undefined when they are no texts. */
export function longestOf<One>(values: readonly One[], textOf: (one: One) => unknown): One | undefined {
  if (!values.every((one) => typeof textOf(one) === 'string')) return undefined;
  const length = (one: One) => [...String(textOf(one))].length;
  return values.reduce<One | undefined>(
    (best, one) => (best && length(best) >= length(one) ? best : one),
    undefined,
  );
}
