import { DealwrightProblem } from '../problems.ts';

/** The code of a problem that the server answered, or null of anything else. */
export const problemCode = (error: unknown): string | null =>
  error instanceof DealwrightProblem ? error.code : null;

/** What went wrong, in a few lines for people. */
export function inWords(error: unknown): string {
  if (!(error instanceof DealwrightProblem)) return error instanceof Error ? error.message : String(error);
  const faults = error.errors.map(({ pointer, detail }) => `\n  ${pointer}: ${detail}`).join('');
  const request = error.requestId === null ? '' : `, ${error.requestId}`;
  return `${error.detail} (${error.status} ${error.code}${request})${faults}`;
}
