import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats a request until it is answered with 401, and tells after how many milliseconds the last one that passed was begun:
 * what a slow machine needs for the request itself does not count. Gives up after twenty seconds.
 */
export async function refusedAfterMs(request: () => PromiseLike<{ status: number }>): Promise<number> {
  const begin = performance.now();
  let passedAt = 0;
  while (passedAt < 20_000) {
    const at = performance.now() - begin;
    if ((await request()).status === 401) return passedAt;
    passedAt = at;
    await sleep(20);
  }
  throw new Error('The token still worked after twenty seconds.');
}
