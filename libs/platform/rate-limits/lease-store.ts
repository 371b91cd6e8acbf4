import type { Pace } from '@platform/config';

/** What a process wants of a shared budget. */
export interface LeaseAsk {
  readonly key: string;
  readonly pace: Pace;
  /** Units; a negative number gives back what was leased and is not needed. */
  readonly wanted: number;
}

/** What it got. */
export interface Lease {
  /** As much of the wanted as there was; all of what is given back is taken. */
  readonly granted: number;
  /** What is left for others. */
  readonly left: number;
}

/** Keeps the budgets that all processes share, by a clock of its own. A budget that it does not know is full. */
export abstract class LeaseStore {
  /** Takes slices of many budgets at once; the answers are in the order of the questions. */
  abstract lease(asks: readonly LeaseAsk[]): Promise<Lease[]>;

  /** Lets go of its connection. */
  abstract close(): Promise<void>;
}
