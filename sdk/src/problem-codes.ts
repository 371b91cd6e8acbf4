import type { components } from './generated/api.d.ts';
import type { ProblemMembers } from './generated/problem-codes.ts';
import { DealwrightProblem } from './problems.ts';

type Document = components['schemas']['Problem'];

/** The codes of problems that the API document knows; newer servers may send others too. */
export type ProblemCode = keyof ProblemMembers;

/** An error with this code; its `body` has the members that come with it. */
export type ProblemWith<Code extends ProblemCode> = DealwrightProblem & {
  readonly code: Code;
  readonly body: Readonly<ProblemMembers[Code]>;
};

/** Whether an error is a problem with this code: `isProblem(error, 'already_exists') && error.body.existing_id`. */
export const isProblem = <const Code extends ProblemCode>(
  error: unknown,
  code: Code,
): error is ProblemWith<Code> => error instanceof DealwrightProblem && error.code === code;

/** Whether the problem of an operation of a batch has this code; none has no code. */
export const hasCode = <Problem extends Document, const Code extends ProblemCode>(
  problem: Problem | undefined,
  code: Code,
): problem is Problem & { code: Code } & ProblemMembers[Code] => problem?.code === code;
