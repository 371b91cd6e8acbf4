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
import { bulkTable, figuresOf, growthTable, operationTable, restTable } from './report.mjs';
import { measure, Place } from './rounds.mjs';
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
    crowd: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    'profile-api': { type: 'string' },
  },
});
const sizes = (options.records ?? (options.quick ? '500' : '2000')).split(',');
const crowd = options.crowd ?? '0';
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
  const results = [];
  for (const records of sizes) results.push(await measureSize(records, results.length === 0 ? apart : null));
  const rest = results[0].rest;
  const text = [machine(), ...results.flatMap(tablesOf), growthTable(results), rest && restTable(rest)];
  process.stdout.write(`${text.filter(Boolean).join('\n')}\n`);
  mkdirSync(join('.build', 'bench'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ at: new Date(), about: machine(), results }, null, 2)}\n`);
}

function tablesOf({ places }) {
  return places.flatMap(({ name, records, figures, apiMb }) => [
    `${records} records, ${name}; the API has ${apiMb.toFixed(0)} MB`,
    operationTable(figures.filter((one) => !one.records)),
    bulkTable(figures.filter((one) => one.records)),
  ]);
}

/** All operations in workspaces of one size, on a database of their own. */
async function measureSize(records, apart) {
  const began = running.length;
  const dataDir = join(folder, `postgres-${records}`);
  const postgres = await startEmbeddedPostgres({ dataDir });
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const masterKey = randomBytes(32).toString('base64');
  const env = { DATABASE_URL: postgres.url, DEALWRIGHT_MASTER_KEY: masterKey, ...LIMITS };
  const prepared = await prepare(env, records);
  const { api, floors, worker } = await startServers(env, prepared.length, postgres.adminUrl);
  await sleep(REST_MS);
  const rest = apart && { ...apart, apiMb: residentMb(api.pid), workerMb: residentMb(worker.pid) };
  // It would work on the events of both, at the cost of neither.
  await stop(worker);
  const places = [];
  for (const [at, place] of prepared.entries()) {
    const figures = await measureAll({ api, floor: floors[at], place: new Place(place) });
    places.push({ name: place.name, records: Number(records), figures, apiMb: residentMb(api.pid) });
  }
  for (const end of running.splice(began).toReversed()) await end();
  rmSync(dataDir, { recursive: true, force: true });
  return { records: Number(records), places, rest };
}

/** The workspaces, their records, and the recipes of the floor. */
async function prepare(env, records) {
  const file = join(folder, 'prepared.json');
  await runToEnd('bench/prepare.mjs', {
    ...env,
    RATE_LIMITS: 'off',
    // Its own statements belong to no request.
    REQUEST_LOG_PER_SECOND: '0',
    // The slices of a batch come one after the other, so that two captures are alike.
    DATABASE_POOL_SIZE: '1',
    RECORDS: records,
    CROWD: crowd,
    OUT: file,
  });
  const prepared = JSON.parse(readFileSync(file, 'utf8'));
  prepared.forEach(({ recipes }, at) => {
    writeFileSync(join(folder, `recipes-${at}.json`), JSON.stringify(recipes));
  });
  return prepared;
}

async function startServers(env, places, adminUrl) {
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
  const floors = [];
  for (let at = 0; at < places; at += 1) {
    const RECIPES = join(folder, `recipes-${at}.json`);
    floors.push(await launch('bench/floor.mjs', `bench-floor-${at}`, { POOL_SIZE, RECIPES }));
  }
  const worker = await launch('dist/apps/worker/main.js', 'bench-worker', {});
  return { api, floors, worker };
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

function machine() {
  const [{ model }] = cpus();
  return `16 connections, ${rounds} rounds of ${seconds} s each; ${model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.versions.node}\n`;
}
