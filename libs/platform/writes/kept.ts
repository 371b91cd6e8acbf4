import { ProblemError } from '@platform/http';

/** How long a named write is remembered. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** 422: the name of a write was used for another one. */
export const reusedKey = (): ProblemError =>
  new ProblemError({
    status: 422,
    code: 'idempotency_key_reused',
    title: 'Idempotency-Key used for something else',
    detail:
      'This Idempotency-Key was used for another request in the last 24 hours: make a new key for every new write.',
  });
