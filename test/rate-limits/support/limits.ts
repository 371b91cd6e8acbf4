import type { RateLimitSettings } from '@platform/config';

import type { Response } from 'supertest';

import { OUT_OF_REACH } from '../../support/test-api';

/** Limits of which only the given ones can be reached. */
export const limits = (given: Partial<RateLimitSettings>): RateLimitSettings => ({
  ...OUT_OF_REACH,
  ...given,
});

/** What `RateLimit` or `RateLimit-Policy` says, by policy; anything that is not a list of strings with integers throws. */
export function readLimits(header: string | undefined): Record<string, Record<string, number>> {
  if (!header) throw new Error('The header is missing.');
  const items = header.split(', ').map((item): [string, Record<string, number>] => {
    const [, name = '', parameters = ''] = /^"([a-z_]+)"((?:;[a-z]+=\d+)+)$/.exec(item) ?? [];
    if (name === '') throw new Error(`Not an item with integers: ${item}`);
    const pairs = parameters
      .split(';')
      .slice(1)
      .map((pair) => pair.split('='));
    return [name, Object.fromEntries(pairs.map(([key, value]) => [String(key), Number(value)]))];
  });
  return Object.fromEntries(items);
}

/**
 * The answer to one request too many. On a slow machine a second's worth has come back before it: then one more passes, and
 * leaves a debt.
 */
export async function oneTooMany(send: () => PromiseLike<Response>): Promise<Response> {
  const answer = await send();
  return answer.status === 429 ? answer : send();
}
