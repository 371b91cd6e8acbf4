// What the log of requests costs: GET /v1/leads/{id} at an API that keeps every request, at one that keeps the usual sample, and
// at one that keeps none, in turns. Processor time of the API's own process (user and system), which other load does not change.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';

import { migrateDatabase } from '../dist/apps/migrate/migrate-database.js';
import { startEmbeddedPostgres } from '../dist/libs/platform/embedded-postgres/index.js';
import { cpuMs } from './cpu.mjs';
import { freePort, ready, runToEnd, start, stop } from './processes.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const REQUESTS = Number(process.env.REQUESTS ?? 3000);
const CONNECTIONS = 8;
/** What waits in the buffer is written within a second, and is paid for by the round that put it there. */
const FLUSH_MS = 1500;
const KINDS = { none: '0', sampled: '50', all: '1000000' };

const folder = mkdtempSync(join(tmpdir(), 'dealwright-bench-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
const running = [];
try {
  await main();
} finally {
  for (const end of running.toReversed()) await end();
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const masterKey = randomBytes(32).toString('base64');
  const env = { DATABASE_URL: postgres.url, DEALWRIGHT_MASTER_KEY: masterKey, RATE_LIMITS: 'off' };
  const OUT = join(folder, 'prepared.json');
  await runToEnd('bench/prepare.mjs', { ...env, RECORDS: '100', REQUEST_LOG_PER_SECOND: '0', OUT });
  const [{ key }] = JSON.parse(readFileSync(OUT, 'utf8'));
  const servers = [];
  for (const [name, perSecond] of Object.entries(KINDS)) {
    const port = await freePort();
    const child = start('dist/apps/api/main.js', { ...env, PORT: port, REQUEST_LOG_PER_SECOND: perSecond });
    running.push(() => stop(child));
    await ready(child, port);
    servers.push({ name, child, url: `http://127.0.0.1:${port}`, used: [] });
  }
  const headers = { authorization: `Bearer ${key}` };
  const list = await fetch(`${servers[0].url}/v1/leads?limit=1`, { headers });
  const [{ id }] = (await list.json()).data;
  for (const server of servers) await load(server, { id, headers });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      const before = cpuMs(server.child.pid);
      await load(server, { id, headers });
      await sleep(FLUSH_MS);
      server.used.push((cpuMs(server.child.pid) - before) / REQUESTS);
    }
  }
  const [none, ...others] = servers;
  process.stdout.write(`${ROUNDS} rounds of ${REQUESTS} requests, ${CONNECTIONS} connections\n`);
  process.stdout.write(`no log: ${median(none.used).toFixed(3)} ms of CPU a request\n`);
  for (const { name, used } of others) {
    const ratio = median(used.map((ms, round) => ms / none.used[round]));
    process.stdout.write(`${name}: ${median(used).toFixed(3)} ms, ${ratio.toFixed(3)} of no log\n`);
  }
}

async function load({ url, name }, { id, headers }) {
  const result = await autocannon({
    url: `${url}/v1/leads/${id}`,
    connections: CONNECTIONS,
    amount: REQUESTS,
    headers,
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${name}: requests failed.`);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
