import type { ProblemDto } from '@platform/http';

/** A `code` of one entry in a problem's `errors`, explained: what a program's author needs to know about it. */
export interface ExplainedFault {
  readonly code: string;
  /** What has happened. Here and below `backticks` mark what is typed. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/** A `code` of problem+json, explained. */
export interface ExplainedProblem extends ExplainedFault {
  readonly status: number;
  /** What a problem with this code always has beside the members that all have. */
  readonly members?: readonly (keyof ProblemDto)[];
  /** What it may have. */
  readonly optionalMembers?: readonly (keyof ProblemDto)[];
}
