import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { residentMb } from './cpu.mjs';
import { freePort, ready, start, stop } from './processes.mjs';

const STANDALONE = 'dist/apps/standalone/main.js';
const REST_MS = 4000;

/** Milliseconds from the start of the built product to its first 200: on a new database, then on the same one again. */
export async function measureStartUp(folder, times) {
  const made = [];
  const known = [];
  let restMb = 0;
  for (let at = 0; at < times; at += 1) {
    const dataDir = join(folder, `product-${at}`);
    made.push((await startOnce(dataDir, 0)).ms);
    const again = await startOnce(dataDir, at === times - 1 ? REST_MS : 0);
    known.push(again.ms);
    restMb = again.restMb;
  }
  return { newDatabaseMs: median(made), existingDatabaseMs: median(known), standaloneMb: restMb };
}

async function startOnce(dataDir, restMs) {
  const port = await freePort();
  const from = performance.now();
  const child = start(STANDALONE, { DEALWRIGHT_DATA_DIR: dataDir, PORT: port });
  try {
    await ready(child, port);
    const ms = performance.now() - from;
    await sleep(restMs);
    return { ms, restMb: residentMb(child.pid) };
  } finally {
    await stop(child);
  }
}

/** The middle one of an odd number of values, and the upper middle one of an even number. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
