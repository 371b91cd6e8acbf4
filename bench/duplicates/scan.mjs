// A scan of contacts by a worker of its own, and searches before saving at the API: at several sizes, each in a database of its own.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import 'reflect-metadata';

import { createApi } from '../../dist/apps/api/create-api.js';
import { LINKED_TYPES } from '../../dist/apps/client-types.js';
import { migrateDatabase } from '../../dist/apps/migrate/migrate-database.js';
import { normalizePhone } from '../../dist/libs/crm/contact-details/phone-number.js';
import { fillMatchKeys } from '../../dist/libs/crm/duplicates/index.js';
import { WorkspaceSetup } from '../../dist/libs/ecosystem/workspace-setup/index.js';
import { readSettings } from '../../dist/libs/platform/config/index.js';
import { Database } from '../../dist/libs/platform/database/index.js';
import { startEmbeddedPostgres } from '../../dist/libs/platform/embedded-postgres/index.js';
import { RouteCatalog } from '../../dist/libs/platform/http/index.js';
import { newUuid } from '../../dist/libs/platform/ids/index.js';
import { createLogger } from '../../dist/libs/platform/observability/index.js';
import { cpuMs, residentMb } from '../cpu.mjs';
import { freePort, ready, start, stop } from '../processes.mjs';
import { generateClients } from './clients.mjs';
import { corrupted } from './corruptor.mjs';
import { rowOf } from './quality.mjs';
import { seeded } from './random.mjs';

/** One in so many is there twice. */
const TWINS = 0.05;
const AT_ONCE = 10_000;
const SEARCHES = 1000;
const WARM_UP = 100;
/** What the worker may keep: without a limit V8 lets garbage lie until there are some hundred megabytes, which says nothing of what a scan needs. */
const HEAP_MB = 256;
const WORKER = new URL('../../dist/apps/worker/main.js', import.meta.url).pathname;

/** Measures each size, and prints a line for it. */
export async function measureScans(sizes, { seed }) {
  for (const size of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'dealwright-bench-'));
    chmodSync(folder, 0o711);
    const running = [() => rmSync(folder, { recursive: true, force: true })];
    try {
      await measure(size, { seed, folder, running });
    } finally {
      for (const end of running.toReversed()) await end();
    }
  }
}

async function measure(size, { seed, folder, running }) {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  running.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  const masterKey = randomBytes(32);
  const given = { databaseUrl: postgres.url, masterKey, rateLimits: null, requestLogPerSecond: 0 };
  const app = await createApi(readSettings(given, {}), createLogger('fatal', 'bench'));
  running.push(() => app.close());
  const server = app.getHttpAdapter().getInstance();
  await server.ready();
  const { call, workspaceId } = await caller(app, server);
  const database = app.get(Database);
  const sample = await fill(database, workspaceId, { size, random: seeded(seed) });
  await database.sql('', '/* bench */ VACUUM ANALYZE');

  const searches = await search(database, call, sample);
  const scan = await runScan(call, { url: postgres.url, masterKey, running });
  print(size, searches, scan);
}

async function caller(app, server) {
  const admin = {
    email: 'bench@dealwright.example',
    name: 'Bench',
    password: randomBytes(18).toString('hex'),
  };
  const place = { name: 'Bench', locale: 'en', currency: 'EUR', time_zone: 'Europe/Paris', country: 'FR' };
  const scopes = [...app.get(RouteCatalog).scopes().keys()];
  const { credentials, ctx } = await app
    .get(Database)
    .transaction((tx) => app.get(WorkspaceSetup).create(tx, { ...place, admin, now: new Date() }, scopes));
  const headers = { authorization: `Bearer ${credentials.private_app_key}` };
  const call = async (method, url, payload) => {
    const answer = await server.inject({ method, url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`);
    return answer.json();
  };
  return { call, workspaceId: ctx.workspaceId };
}

/** Contacts as they stand in the table, and their keys, made as those of old records are. Answers with drafts to search by. */
async function fill(database, workspaceId, { size, random }) {
  const sample = [];
  for (let from = 0; from < size; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, size - from);
    const people = generateClients(random, Math.round(count / (1 + TWINS))).map((one) => ({
      ...one,
      emails: one.emails.map((email) => email.replace('@', `.${from / AT_ONCE}@`)),
    }));
    const twins = people.filter(() => random.chance(TWINS)).map((person) => corrupted(random, person));
    const rows = [...people, ...twins]
      .slice(0, count)
      .map((person) => ({ ...rowOf(person, normalizePhone), id: newUuid() }));
    sample.push(
      ...people
        .slice(0, Math.ceil((SEARCHES * count) / size))
        .map((person) => draftOf(corrupted(random, person))),
    );
    const sites = [...new Set(rows.flatMap(({ company_id: id }) => id ?? []))];
    await database.sql('bench.companies', COMPANIES, [workspaceId, sites]);
    await database.sql('bench.contacts', INSERT, [workspaceId, JSON.stringify(rows)]);
  }
  await database.sql('', FILLS, [workspaceId]);
  await fillMatchKeys(database, LINKED_TYPES);
  return sample.slice(0, SEARCHES);
}

const draftOf = ({ country: _, phones, emails, company_id: __, ...person }) => ({
  ...Object.fromEntries(Object.entries(person).filter(([, value]) => value !== null)),
  phones: phones.map((value) => ({ value })),
  emails: emails.map((value) => ({ value })),
});

/** How long each search takes, and what all of them cost the API and its back ends. */
async function search(database, call, drafts) {
  const times = [];
  let [common, found] = [0, 0];
  for (const data of drafts.slice(0, WARM_UP)) await tried(call, data);
  const before = await usage(database);
  for (const data of drafts) {
    const since = performance.now();
    const answer = await tried(call, data);
    // A mailbox that was spoiled may be none that can be asked about.
    if (!answer) continue;
    times.push(performance.now() - since);
    if (answer.data.length > 0) found += 1;
    if (answer.too_common.length > 0) common += 1;
  }
  const cpu = (await usedSince(database, before)) / drafts.length;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { count: times.length, p50: at(0.5), p99: at(0.99), max: times.at(-1), cpu, found, common };
}

const tried = (call, data) => call('POST', '/v1/contacts/duplicates', { data }).catch(() => null);

/** Processor time of this process, where the API runs, and of each back end. */
async function usage(database) {
  const rows = await database.sql(
    '',
    `/* bench */ SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  return new Map([process.pid, ...rows.map(({ pid }) => pid)].map((pid) => [pid, cpuMs(pid)]));
}

/** What was used since; a back end that has gone meanwhile counts nothing. */
async function usedSince(database, before) {
  const now = await usage(database);
  return [...now].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
}

async function runScan(call, { url, masterKey, running }) {
  const port = await freePort();
  const env = {
    NODE_FLAGS: `--max-old-space-size=${HEAP_MB}`,
    DATABASE_URL: url,
    DEALWRIGHT_MASTER_KEY: masterKey.toString('base64'),
    WORKER_PORT: String(port),
  };
  const worker = start(WORKER, env);
  running.push(() => stop(worker));
  await ready(worker, port);
  const rest = residentMb(worker.pid);
  const before = cpuMs(worker.pid);
  const { id } = await call('POST', '/v1/duplicate-scans', { object: 'contact' });
  let peak = 0;
  for (;;) {
    const job = await call('GET', `/v1/jobs/${id}`);
    peak = Math.max(peak, residentMb(worker.pid));
    if (job.finished_at) {
      if (job.state !== 'finished') throw new Error(JSON.stringify(job));
      const { total } = await call('GET', '/v1/duplicate-clusters?count=exact&limit=1');
      const seconds = (Date.parse(job.finished_at) - Date.parse(job.started_at ?? job.created_at)) / 1000;
      const [{ common_keys: common }] = (await call('GET', '/v1/duplicate-scans')).data;
      return {
        seconds,
        rest,
        peak,
        cpu: (cpuMs(worker.pid) - before) / 1000,
        keys: job.progress.total,
        pairs: job.progress.updated,
        clusters: total,
        common,
      };
    }
    await sleep(100);
  }
}

function print(size, { count, p50, p99, max, cpu, found, common }, scan) {
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(
    `${size} contacts\n  scan: ${scan.seconds.toFixed(1)} s, ${((scan.seconds * 1e6) / size).toFixed(0)} µs a contact; worker ${scan.cpu.toFixed(1)} s of processor time, ${scan.rest.toFixed(0)} MB before, ${scan.peak.toFixed(0)} MB at most; ${scan.keys} keys (${scan.common} too common), ${scan.pairs} pairs, ${scan.clusters} clusters\n  search before saving (${count}): p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)}, ${ms(cpu)} of processor time; ${found} found something, ${common} had a field that is too common`,
  );
}

const INSERT = `
  INSERT INTO contacts (workspace_id, id, version, created_at, updated_at, created_by, updated_by, folded, search_text,
    first_name, middle_name, last_name, birthday, company_id, address, phones, emails, websites, messengers,
    external_ids, custom_fields, companies, include_in_export)
  SELECT $1, r.id, 1, now(), now(), '{"type":"system","id":null}', '{"type":"system","id":null}', '{}', '',
    r.first_name, r.middle_name, r.last_name, r.birthday, r.company_id, r.address, r.phones, r.emails, r.websites, r.messengers,
    '[]', '{}', '[]', true
  FROM jsonb_populate_recordset(NULL::contacts, $2::jsonb) AS r`;

const COMPANIES = `
  INSERT INTO companies (workspace_id, id, version, created_at, updated_at, created_by, updated_by, folded, search_text, name,
    external_ids, custom_fields, phones, emails, websites, messengers)
  SELECT $1, site, 1, now(), now(), '{}', '{}', '{}', '', 'Site', '[]', '{}', '[]', '[]', '[]', '[]' FROM unnest($2::uuid[]) AS site
  ON CONFLICT DO NOTHING`;

const FILLS = `
  INSERT INTO match_key_fills (workspace_id, object, after_id)
  VALUES ($1, 'contact', '00000000-0000-0000-0000-000000000000')`;
