import type { Pace } from '@platform/config';

/** A pace with the name under which callers see it. */
export interface RatePolicy extends Pace {
  readonly name: string;
}
