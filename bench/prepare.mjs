// A process of its own that makes a workspace through the built libraries, fills it, and captures which statements the
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
import { toUuid } from '../dist/libs/platform/ids/index.js';
import { createLogger } from '../dist/libs/platform/observability/index.js';
import { FIRST_SERIAL, lead, operations, requestOf } from './operations.mjs';
import { recipeOf } from './recipe.mjs';

const BATCH = 500;
const MOST_IDS = 500;
const TRIES = 5;

let captured = [];
recordStatements();
let serial = FIRST_SERIAL;
const next = () => {
  serial += 1;
  return String(serial);
};

const app = await createApi(readSettings(), createLogger('fatal', 'bench'));
const server = app.getHttpAdapter().getInstance();
await server.ready();
const { key, ctx } = await makeWorkspace();
const ids = await prefill(Number(process.env.RECORDS));
await app.get(Database).sql('bench.analyze', 'ANALYZE');
const recipes = [];
for (const operation of operations) recipes.push(await capture(operation));
writeFileSync(process.env.OUT, JSON.stringify({ key, ids, recipes, serial }));
await app.close();

async function makeWorkspace() {
  const scopes = [...app.get(RouteCatalog).scopes().keys()];
  const workspace = {
    name: 'Bench',
    locale: 'en',
    currency: 'EUR',
    time_zone: 'Europe/Paris',
    country: 'FR',
    admin: { email: 'bench@dealwright.example', name: 'Bench', password: randomBytes(18).toString('hex') },
    now: new Date(),
  };
  const made = await app
    .get(Database)
    .transaction((tx) => app.get(WorkspaceSetup).create(tx, workspace, scopes));
  return { key: made.credentials.private_app_key, ctx: made.ctx };
}

function contextNow() {
  return new RequestContext(ctx.principal, ctx.requestId, new Date());
}

async function prefill(count) {
  const kept = [];
  for (let left = count; left > 0; left -= BATCH) {
    const inputs = Array.from({ length: Math.min(BATCH, left) }, () => lead(next()));
    const records = await app
      .get(Database)
      .transaction((tx) => app.get(RecordService).createMany(contextNow(), leadType, { inputs }, tx));
    kept.push(...records.map(({ id }) => ({ id, uuid: toUuid('lead', id) })));
  }
  const step = Math.max(1, Math.floor(kept.length / MOST_IDS));
  return kept.filter((_, at) => at % step === 0);
}

/** Statements of others (a token that is looked up again) can come in between: then the two captures differ. */
async function capture(operation) {
  for (let left = TRIES; ; left -= 1) {
    await call(operation, ids[0]);
    try {
      const first = await call(operation, ids[1]);
      return { ...recipeOf(first, await call(operation, ids[2])), answer: first.answer };
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}

async function call(operation, { id, uuid }) {
  const at = new Date();
  captured = [];
  const { method, path: url, headers, body: payload } = requestOf(operation, id, next());
  const authorization = `Bearer ${key}`;
  const answer = await server.inject({ method, url, headers: { ...headers, authorization }, payload });
  if (answer.statusCode >= 300) throw new Error(`${operation.name} was answered with ${answer.body}`);
  return { at, statements: captured, recordId: operation.isAboutOne ? uuid : null, answer: answer.json() };
}

function recordStatements() {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function recorded(config, ...rest) {
    const { name, text, values = [] } = typeof config === 'string' ? { text: config } : config;
    captured.push({ name, text, values });
    return query.call(this, config, ...rest);
  };
}
