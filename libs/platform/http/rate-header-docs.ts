/** How the headers that tell of budgets are described, in every answer to a known caller. */
export const RATE_HEADERS = {
  RateLimit: {
    description: 'What is left: `r` units of each policy, which is full again in `t` seconds.',
    schema: { type: 'string' },
    example: '"principal";r=995;t=1, "app";r=1995;t=1, "workspace";r=4995;t=1',
  },
  'RateLimit-Policy': {
    description:
      'The budgets of the caller: `q` units, which come in `w` seconds. `x-cost` is what this takes.',
    schema: { type: 'string' },
    example: '"principal";q=1000;w=2, "app";q=2000;w=2, "workspace";q=5000;w=2',
  },
} as const;

/** The headers of a 429. */
export const REFUSAL_HEADERS = {
  ...RATE_HEADERS,
  'Retry-After': { description: 'Try again after so many seconds.', schema: { type: 'integer', minimum: 1 } },
} as const;
