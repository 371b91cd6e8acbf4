import { constraintViolation } from '@platform/database';
import { conflict, ProblemError } from '@platform/http';

/** Whether the database refused a set of rows for what one of them holds (SQLSTATE classes 22 and 23). */
export const splitsOn = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);

/** What the writer of the one row is told. */
export function refusalOf(error: unknown): ProblemError {
  if (constraintViolation(error)) {
    return conflict(
      'changed_meanwhile',
      'Something that this record needs was changed at the same time: try again.',
    );
  }
  return new ProblemError({
    status: 500,
    code: 'internal_error',
    title: 'Something went wrong on our side',
    detail: 'This record could not be stored: tell us the request_id.',
  });
}
