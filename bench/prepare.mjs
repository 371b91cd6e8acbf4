// A process of its own that makes workspaces through the built libraries, fills them, and captures which statements the
// API sends for each operation. It leaves what it found in the file OUT.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import pg from 'pg';

import 'reflect-metadata';

import { createApi } from '../dist/apps/api/create-api.js';
import { leadType } from '../dist/libs/crm/leads/index.js';
import { RecordService } from '../dist/libs/crm/records/index.js';
import { WorkspaceSetup } from '../dist/libs/ecosystem/workspace-setup/index.js';
import { readSettings } from '../dist/libs/platform/config/index.js';
import { Database } from '../dist/libs/platform/database/index.js';
import { RequestContext, RouteCatalog } from '../dist/libs/platform/http/index.js';
import { toTypeId } from '../dist/libs/platform/ids/index.js';
import { createLogger } from '../dist/libs/platform/observability/index.js';
import { multiply } from './multiply.mjs';
import { FIRST_SERIAL, lead, numberOf, operations, requestOf } from './operations.mjs';
import { recipeOf } from './recipe.mjs';

const BATCH = 500;
/** Records that the engine makes; what is wanted beyond is multiplied in the database. */
const MOST_MADE = 2000;
const MOST_SAMPLES = 500;
const TRIES = 5;

const { RECORDS, CROWD = '0', OUT } = process.env;
let captured = [];
recordStatements();

const app = await createApi(readSettings(), createLogger('fatal', 'bench'));
const server = app.getHttpAdapter().getInstance();
await server.ready();
const database = app.get(Database);

const whole = await makePlace('a workspace of its own', Number(RECORDS));
const crowd = [];
for (let left = Number(CROWD); left > 0; left -= 1) {
  const size = Math.round(Number(RECORDS) / Number(CROWD));
  const name = `one of ${CROWD} workspaces of ${size}`;
  crowd.push(
    crowd.length === 0 ? await makePlace(name, size) : { ...(await makeWorkspace()), missing: size },
  );
}
await multiply(database, whole.ctx.workspaceId, [whole, ...crowd]);
await database.sql('bench.vacuum', 'VACUUM ANALYZE');
const places = [whole, ...crowd.slice(0, 1)];
for (const place of places) await prepareRequests(place);
writeFileSync(OUT, JSON.stringify(places.map(({ ctx: _, ...place }) => place)));
await app.close();

/** A workspace with records, as many of them as the engine makes in reasonable time. */
async function makePlace(name, records) {
  const place = { name, serial: FIRST_SERIAL, ...(await makeWorkspace()) };
  const size = Math.min(records, MOST_MADE);
  await prefill(place, size);
  return { ...place, missing: records - size };
}

async function makeWorkspace() {
  const scopes = [...app.get(RouteCatalog).scopes().keys()];
  const workspace = {
    name: 'Bench',
    locale: 'en',
    currency: 'EUR',
    time_zone: 'Europe/Paris',
    country: 'FR',
    admin: {
      email: `bench-${randomBytes(6).toString('hex')}@dealwright.example`,
      name: 'Bench',
      password: randomBytes(18).toString('hex'),
    },
    now: new Date(),
  };
  const made = await database.transaction((tx) => app.get(WorkspaceSetup).create(tx, workspace, scopes));
  return { key: made.credentials.private_app_key, ctx: made.ctx };
}

function contextNow({ principal, requestId }) {
  return new RequestContext(principal, requestId, new Date());
}

async function prefill(place, count) {
  for (let left = count; left > 0; left -= BATCH) {
    const inputs = Array.from({ length: Math.min(BATCH, left) }, () => lead(nextSerial(place, 1)));
    await database.transaction((tx) =>
      app.get(RecordService).createMany(contextNow(place.ctx), leadType, { inputs }, tx),
    );
  }
}

async function prepareRequests(place) {
  const rows = await database.sql(
    'bench.sample',
    'SELECT id, title FROM leads WHERE workspace_id = $1 ORDER BY md5(id::text) LIMIT $2',
    [place.ctx.workspaceId, MOST_SAMPLES],
  );
  const first = await send(place, { method: 'GET', path: '/v1/leads?limit=1' });
  const [{ stage_id: stage }] = first.json().data;
  place.stage = stage;
  place.sample = rows.map((row) => ({
    id: toTypeId('lead', row.id),
    uuid: row.id,
    serial: row.title.slice(-8),
  }));
  place.recipes = [];
  for (const operation of operations) place.recipes.push(await capture(operation, place));
}

/** Statements of others can come in between: then the two captures differ. */
async function capture(operation, place) {
  const [a, b, c] = place.sample;
  for (let left = TRIES; ; left -= 1) {
    await call(operation, place, a);
    try {
      const first = await call(operation, place, b);
      return { ...recipeOf(first, await call(operation, place, c)), answer: first.answer };
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}

async function call(operation, place, record) {
  const at = new Date();
  captured = [];
  const serial = numberOf(operation, { record, serial: nextSerial(place, operation.records ?? 1) });
  const answer = await send(place, requestOf(operation, { record, place, serial }));
  return {
    at,
    // The floor knows no tokens; a token is looked up again when a second has passed.
    statements: captured.filter(({ name }) => name !== 'access_keys.by_hash'),
    recordId: operation.isAboutOne ? record.uuid : null,
    serial: Number(serial),
    answer: answer.json(),
  };
}

async function send({ key }, { method, path: url, headers, body: payload }) {
  const authorization = `Bearer ${key}`;
  const answer = await server.inject({ method, url, headers: { ...headers, authorization }, payload });
  if (answer.statusCode >= 300) throw new Error(`${method} ${url} was answered with ${answer.body}`);
  return answer;
}

function nextSerial(place, size) {
  const first = place.serial;
  place.serial += size;
  return String(first);
}

function recordStatements() {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function recorded(config, ...rest) {
    const { name, text, values = [] } = typeof config === 'string' ? { text: config } : config;
    const statement = { name, text, values, isCopy: typeof config.flushChunk === 'function' };
    if (statement.isCopy) recordCopied(config, statement);
    captured.push(statement);
    return query.call(this, config, ...rest);
  };
}

/** The rows of a COPY, as one text. */
function recordCopied(stream, statement) {
  const { flushChunk } = stream;
  statement.values = [''];
  stream.flushChunk = function recorded(chunk) {
    statement.values[0] += chunk;
    return flushChunk.call(this, chunk);
  };
}
