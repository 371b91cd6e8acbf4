import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';

import { migrateDatabase } from '../dist/apps/migrate/migrate-database.js';
import { startEmbeddedPostgres } from '../dist/libs/platform/embedded-postgres/index.js';
import { CpuMeter, residentMb } from './cpu.mjs';
import { operations } from './operations.mjs';
import { freePort, ready, runToEnd, start, stop } from './processes.mjs';
import { figuresOf, operationTable, restTable } from './report.mjs';
import { Load, measure } from './rounds.mjs';
import { measureStartUp } from './start-up.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const POOL_SIZE = '16';
const REST_MS = 3000;
/** The limits are kept, at the API's cost, but nobody reaches them. */
const LIMITS = {
  RATE_LIMIT_PRINCIPAL: '1000000/1000000',
  RATE_LIMIT_APP: '1000000/1000000',
  RATE_LIMIT_WORKSPACE: '1000000/1000000',
};
const RESULTS = join('.build', 'bench', 'latest.json');

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    records: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    'profile-api': { type: 'string' },
  },
});
const records = options.records ?? (options.quick ? '500' : '2000');
const seconds = Number(options.seconds ?? (options.quick ? 1 : 3));
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));

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
  const apart = options.only === undefined ? await measureStartUp(folder, options.quick ? 1 : 3) : null;
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const masterKey = randomBytes(32).toString('base64');
  const env = { DATABASE_URL: postgres.url, DEALWRIGHT_MASTER_KEY: masterKey, ...LIMITS };
  const prepared = await prepare(env);
  const { api, floor, worker } = await startServers(env, prepared, postgres.adminUrl);
  await sleep(REST_MS);
  const rest = apart && { ...apart, apiMb: residentMb(api.pid), workerMb: residentMb(worker.pid) };
  // It would work on the events of both, at the cost of neither.
  await stop(worker);
  const figures = await measureAll({ api, floor, load: new Load(prepared) });
  report({ figures, rest });
}

/** The workspace, its records, and the recipes of the floor. */
async function prepare(env) {
  const file = join(folder, 'prepared.json');
  await runToEnd('bench/prepare.mjs', { ...env, RECORDS: records, OUT: file });
  const prepared = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(join(folder, 'recipes.json'), JSON.stringify(prepared.recipes));
  return prepared;
}

async function startServers(env, { key }, adminUrl) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  running.push(() => client.end());
  const launch = async (script, name, more) => {
    const port = await freePort();
    const child = start(script, { ...env, PGAPPNAME: name, PORT: port, WORKER_PORT: port, ...more });
    running.push(() => stop(child));
    await ready(child, port);
    child.port = port;
    child.cpu = new CpuMeter(child.pid, name, client);
    return child;
  };
  const profile = options['profile-api'];
  const api = await launch('dist/apps/api/main.js', 'bench-api', {
    DATABASE_POOL_SIZE: POOL_SIZE,
    ...(profile && { NODE_FLAGS: `--cpu-prof --cpu-prof-dir=${resolve(profile)}` }),
  });
  const floor = await launch('bench/floor.mjs', 'bench-floor', {
    POOL_SIZE,
    RECIPES: join(folder, 'recipes.json'),
  });
  const worker = await launch('dist/apps/worker/main.js', 'bench-worker', {});
  api.headers = { authorization: `Bearer ${key}` };
  return { api, floor, worker };
}

async function measureAll(context) {
  const figures = [];
  for (const [at, operation] of operations.entries()) {
    if (options.only && !options.only.split(',').includes(operation.name)) continue;
    const samples = await measure(operation, at, { ...context, rounds, seconds });
    figures.push(figuresOf(operation, samples));
  }
  return figures;
}

function report({ figures, rest }) {
  const [{ model }] = cpus();
  const machine = `${model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.versions.node}`;
  const about = `${records} records, 16 connections, ${rounds} rounds of ${seconds} s each; ${machine}`;
  process.stdout.write(`${about}\n\n${operationTable(figures)}\n${rest ? restTable(rest) : ''}`);
  mkdirSync(join('.build', 'bench'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ at: new Date(), about, figures, rest }, null, 2)}\n`);
}
