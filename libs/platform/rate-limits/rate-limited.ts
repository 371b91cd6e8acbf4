import { ProblemError } from '@platform/http';

/** 429: a budget of the caller's has too little left; `policy` is its name in RateLimit-Policy. */
export const rateLimited = (
  policy: string,
  retryAfterSeconds: number,
  headers: Readonly<Record<string, string>>,
): ProblemError =>
  new ProblemError({
    status: 429,
    code: 'rate_limited',
    title: 'Too many requests',
    detail: `The budget "${policy}" is used up: wait ${retryAfterSeconds} s, then try again.`,
    headers: { ...headers, 'Retry-After': String(retryAfterSeconds) },
    members: { violated_policies: [policy] },
  });
