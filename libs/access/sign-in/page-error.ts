import type { ErrorTexts } from './texts/error-texts';

/** A visitor's mistake, or bad luck, that is answered with a page of one sentence. */
export class PageError extends Error {
  constructor(
    readonly status: number,
    /** Which sentence. */
    readonly sentence: keyof ErrorTexts,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`A page was answered with ${status}: ${sentence}`);
  }
}

/** 403: the form was not sent from our page in this browser, or too late. */
export const expiredForm = (): PageError => new PageError(403, 'expiredForm');

/** 429: something was tried too often. */
export const tooManyTries = (waitMs: number): PageError =>
  new PageError(429, 'tooManyTries', { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) });
