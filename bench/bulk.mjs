// How many leads a second one caller, and four at once, can create in batches of 1,000 through the built product.
// Usage: node bench/bulk.mjs [--batches 20] [--profile-api folder]
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';

import { migrateDatabase } from '../dist/apps/migrate/migrate-database.js';
import { startEmbeddedPostgres } from '../dist/libs/platform/embedded-postgres/index.js';
import { CpuMeter, residentMb } from './cpu.mjs';
import { lead } from './operations.mjs';
import { freePort, ready, runToEnd, start, stop } from './processes.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const SIZE = 1000;

const { values: options } = parseArgs({
  options: { batches: { type: 'string', default: '20' }, 'profile-api': { type: 'string' } },
});
const batches = Number(options.batches);
let serial = 10_000_000;

const folder = mkdtempSync(join(tmpdir(), 'dealwright-bulk-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
try {
  await migrateDatabase(postgres.url);
  await measure(postgres.url);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(url) {
  const key = randomBytes(32).toString('base64');
  const env = { DATABASE_URL: url, DEALWRIGHT_MASTER_KEY: key, RATE_LIMITS: 'off' };
  const file = join(folder, 'prepared.json');
  await runToEnd('bench/prepare.mjs', { ...env, RECORDS: '100', OUT: file });
  const port = await freePort();
  const profile = options['profile-api'];
  const flags = profile && { NODE_FLAGS: `--cpu-prof --cpu-prof-dir=${resolve(profile)}` };
  const api = start('dist/apps/api/main.js', { ...env, PGAPPNAME: 'bench-bulk', PORT: port, ...flags });
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  const cpu = new CpuMeter(api.pid, 'bench-bulk', client);
  try {
    await ready(api, port);
    const send = sender(port, JSON.parse(readFileSync(file, 'utf8')).key);
    await rate(send, 1, 3);
    for (const callers of [1, 4]) {
      const before = await cpu.read();
      const each = Math.ceil(batches / callers);
      const { perSecond, slowestMs } = await rate(send, callers, each);
      const used = await cpu.since(before);
      const perRecord = (ms) => `${((ms * 1000) / (callers * each * SIZE)).toFixed(0)} µs`;
      const memory = `${residentMb(api.pid).toFixed(0)} MB`;
      process.stdout.write(
        `${callers} at once: ${perSecond.toFixed(0)} records/s, slowest batch ${slowestMs.toFixed(0)} ms, ${memory}; CPU a record: API ${perRecord(used.ownMs)}, PostgreSQL ${perRecord(used.backEndsMs)}\n`,
      );
    }
  } finally {
    await client.end();
    await stop(api);
  }
}

/** Each caller sends its batches one after the other. */
async function rate(send, callers, each) {
  const began = performance.now();
  const times = await Promise.all(
    Array.from({ length: callers }, async () => {
      const own = [];
      for (let at = 0; at < each; at += 1) own.push(await send());
      return own;
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: (callers * each * SIZE) / seconds, slowestMs: Math.max(...times.flat()) };
}

function sender(port, key) {
  return async () => {
    const operations = Array.from({ length: SIZE }, () => {
      serial += 1;
      return { op: 'create', data: lead(String(serial)) };
    });
    const body = JSON.stringify({ operations });
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/v1/leads/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
    const { summary, ...problem } = await answer.json();
    if (summary?.created !== SIZE) throw new Error(`${answer.status} ${JSON.stringify(summary ?? problem)}`);
    return performance.now() - began;
  };
}
