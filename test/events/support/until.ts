import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first value that is not null, undefined or false; rejects when none comes in time. */
export async function until<Value>(
  look: () => Promise<Value> | Value,
  { withinMs = 30_000 }: { withinMs?: number } = {},
): Promise<NonNullable<Exclude<Value, false>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false)
      return value as NonNullable<Exclude<Value, false>>;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain: ${String(look)}`);
    await sleep(10);
  }
}
