// What the log of requests costs: GET /v1/leads/{id} at an API that keeps every request, at one that keeps the usual sample, and
// at one that keeps none, in turns and in one process. Processor time (process.cpuUsage), which other load does not change.
// Requests come without sockets (light-my-request): what is left out would only make the share of the log smaller.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import 'reflect-metadata';

import { createApi } from '../dist/apps/api/create-api.js';
import { migrateDatabase } from '../dist/apps/migrate/migrate-database.js';
import { WorkspaceSetup } from '../dist/libs/ecosystem/workspace-setup/index.js';
import { readSettings } from '../dist/libs/platform/config/index.js';
import { Database } from '../dist/libs/platform/database/index.js';
import { startEmbeddedPostgres } from '../dist/libs/platform/embedded-postgres/index.js';
import { RouteCatalog } from '../dist/libs/platform/http/index.js';
import { createLogger } from '../dist/libs/platform/observability/index.js';
import { RequestLog } from '../dist/libs/platform/request-log/index.js';
import { lead } from './operations.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const REQUESTS = Number(process.env.REQUESTS ?? 1000);
const TURNS = 20;
const AT_ONCE = 8;
const KINDS = { none: 0, sampled: 50, all: 1_000_000 };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), 'dealwright-bench-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
const running = [() => rmSync(folder, { recursive: true, force: true })];
try {
  await main();
} finally {
  for (const end of running.toReversed()) await end();
}

async function main() {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const masterKey = randomBytes(32);
  const servers = [];
  for (const [name, requestLogPerSecond] of Object.entries(KINDS)) {
    const given = { databaseUrl: postgres.url, masterKey, rateLimits: null, requestLogPerSecond };
    const app = await createApi(readSettings(given, {}), createLogger('fatal', 'bench'));
    running.push(() => app.close());
    const server = app.getHttpAdapter().getInstance();
    await server.ready();
    servers.push({ name, app, server, used: [] });
  }
  const call = await caller(servers[0]);
  for (const server of servers) await load(server, call, REQUESTS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of servers) server.used.push(0);
    // In short turns: what else the machine does then meets all of them alike.
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const server of turn % 2 === 0 ? servers : servers.toReversed()) {
        const before = process.cpuUsage();
        await load(server, call, REQUESTS / TURNS);
        if (turn === TURNS - 1) await server.app.get(RequestLog).flush();
        const { user, system } = process.cpuUsage(before);
        server.used[round] += (user + system) / 1000 / REQUESTS;
      }
    }
  }
  report(servers);
}

/** A request for a lead, of a key with every scope. */
async function caller({ app, server }) {
  const admin = {
    email: 'bench@dealwright.example',
    name: 'Bench',
    password: randomBytes(18).toString('hex'),
  };
  const workspace = {
    name: 'Bench',
    locale: 'en',
    currency: 'EUR',
    time_zone: 'Europe/Paris',
    country: 'FR',
    admin,
    now: new Date(),
  };
  const scopes = [...app.get(RouteCatalog).scopes().keys()];
  const { credentials } = await app
    .get(Database)
    .transaction((tx) => app.get(WorkspaceSetup).create(tx, workspace, scopes));
  const headers = { authorization: `Bearer ${credentials.private_app_key}` };
  const made = await server.inject({
    method: 'POST',
    url: '/v1/leads',
    headers,
    payload: lead('10000000'),
  });
  return { method: 'GET', url: `/v1/leads/${made.json().id}`, headers };
}

/** Sends so many requests. What they leave in the log is written in the last turn of a round, or before. */
async function load({ server, name }, call, count) {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const { statusCode } = await server.inject(call);
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function report([none, ...others]) {
  process.stdout.write(`${ROUNDS} rounds of ${REQUESTS} requests, ${AT_ONCE} at once\n`);
  process.stdout.write(`no log: ${median(none.used).toFixed(3)} ms of processor time a request\n`);
  for (const { name, used } of others) {
    const ratio = median(used.map((ms, round) => ms / none.used[round]));
    process.stdout.write(
      `${name}: ${median(used).toFixed(3)} ms, ${ratio.toFixed(3)} times that of no log\n`,
    );
  }
}
