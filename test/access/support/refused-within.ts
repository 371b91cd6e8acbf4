import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a request until it is answered with 401, and tells after how many milliseconds; gives up after ten seconds. */
export async function refusedAfterMs(request: () => Promise<{ status: number }>): Promise<number> {
  const begin = performance.now();
  while (performance.now() - begin < 10_000) {
    const { status } = await request();
    if (status === 401) return performance.now() - begin;
    await sleep(20);
  }
  throw new Error('The token still worked after ten seconds.');
}
