import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

import { migrateDatabase } from '../../dist/apps/migrate/migrate-database.js';
import { startEmbeddedPostgres } from '../../dist/libs/platform/embedded-postgres/index.js';
import { CpuMeter, residentMb } from '../cpu.mjs';
import { freePort, ready, start, stop } from '../processes.mjs';

const AT_ONCE = 8;
const POLL_MS = 20;

/** The built product as an operator runs it: PostgreSQL, an API, a worker; and a receiver, each a process of its own. */
export class Stage {
  #running = [];
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  /** The number of the next lead. */
  #next = 1;

  static async start(folder) {
    const stage = new Stage();
    stage.folder = folder;
    stage.statementsFile = join(folder, 'statements.json');
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
    stage.#running.push(() => postgres.stop());
    await migrateDatabase(postgres.url);
    stage.env = {
      DATABASE_URL: postgres.url,
      DEALWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'),
      RATE_LIMITS: 'off',
      WEBHOOKS_ALLOW_LOOPBACK: 'true',
    };
    stage.key = await stage.#firstWorkspace();
    stage.database = new pg.Client({ connectionString: postgres.url });
    await stage.database.connect();
    stage.admin = new pg.Client({ connectionString: postgres.adminUrl });
    await stage.admin.connect();
    stage.#running.push(
      () => stage.database.end(),
      () => stage.admin.end(),
    );
    stage.receiver = await stage.#launch('bench/webhooks/receiver.mjs', {});
    stage.api = await stage.#launch('dist/apps/api/main.js', { PGAPPNAME: 'bench-api' });
    await stage.startWorker();
    return stage;
  }

  async stop() {
    await this.stopWorker();
    this.#agent.destroy();
    for (const end of this.#running.toReversed()) await end();
  }

  /** The first start on an empty database makes the first workspace, and leaves its credentials. */
  async #firstWorkspace() {
    const dataDir = join(this.folder, 'first');
    mkdirSync(dataDir);
    const port = await freePort();
    const own = { DEALWRIGHT_DATA_DIR: dataDir, DEALWRIGHT_DEMO_DATA: 'false', PORT: port };
    const first = start('dist/apps/standalone/main.js', { ...this.env, ...own });
    await ready(first, port);
    await stop(first);
    return JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')).private_app_key;
  }

  async #launch(script, env) {
    const port = await freePort();
    const child = start(script, { ...this.env, PORT: port, WORKER_PORT: port, ...env });
    this.#running.push(() => stop(child));
    await ready(child, port);
    child.port = port;
    return child;
  }

  /** Its statements are timed, unless it gets other flags of Node. */
  async startWorker(flags = '--import ./bench/webhooks/time-statements.mjs') {
    const PGAPPNAME = 'bench-worker';
    const port = await freePort();
    this.worker = start('dist/apps/worker/main.js', {
      ...this.env,
      NODE_FLAGS: flags,
      PGAPPNAME,
      WORKER_PORT: port,
      STATEMENTS_FILE: this.statementsFile,
    });
    await ready(this.worker, port);
    this.worker.port = port;
    this.worker.cpu = new CpuMeter(this.worker.pid, PGAPPNAME, this.admin);
  }

  async stopWorker() {
    await stop(this.worker);
  }

  /** Megabytes of the worker: in RAM, and of those what V8 holds for objects, uses of that, and holds outside of it. */
  async workerMemory() {
    const { text } = await this.#send(this.worker.port, 'GET', '/metrics');
    const mb = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / 1024 / 1024;
    return {
      resident: residentMb(this.worker.pid),
      heap: mb('nodejs_heap_size_total_bytes'),
      used: mb('nodejs_heap_size_used_bytes'),
      external: mb('nodejs_external_memory_bytes'),
    };
  }

  /** How long each statement of the worker took since this was last asked, by name. */
  async statements() {
    rmSync(this.statementsFile, { force: true });
    this.worker.kill('SIGUSR2');
    while (!existsSync(this.statementsFile)) await sleep(POLL_MS);
    return JSON.parse(readFileSync(this.statementsFile, 'utf8'));
  }

  /** A request to the API; an error unless it is answered 2xx. */
  async call(method, path, body) {
    const answer = await this.#send(this.api.port, method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return JSON.parse(answer.text);
  }

  /** What the receiver says: `taken`, `count`, `sample`. */
  async received(what) {
    return (await this.#send(this.receiver.port, 'GET', `/${what}`)).text;
  }

  async count() {
    return JSON.parse(await this.received('count'));
  }

  async taken() {
    return JSON.parse(await this.received('taken'));
  }

  #send(port, method, path, body) {
    const payload = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${this.key}`,
        ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
      };
      const sent = request(
        { host: '127.0.0.1', port, method, path, headers, agent: this.#agent },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      sent.on('error', reject).end(payload);
    });
  }

  /** Endpoints at the receiver, one for each of `names`; `of` gives the settings of one. Answers with their ids, in that order. */
  async endpoints(names, of = () => ({})) {
    const ids = [];
    const left = [...names.entries()];
    const maker = async () => {
      for (let one = left.shift(); one; one = left.shift()) {
        const [at, name] = one;
        const { path = `/e/${name}`, ...settings } = of(name);
        const url = this.address(path);
        const made = { url, types: ['lead.created'], ...settings };
        ids[at] = (await this.call('POST', '/v1/webhook-endpoints', made)).id;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, maker));
    return ids;
  }

  /** Where the receiver is reached. */
  address(path) {
    return `http://127.0.0.1:${this.receiver.port}${path}`;
  }

  /** Takes all endpoints away, with all that waits for them. */
  async clear() {
    for (const table of ['deliveries', 'lanes', 'webhook_endpoints'])
      await this.database.query(`DELETE FROM ${table}`);
    await this.database.query('UPDATE subscription_versions SET version = version + 1');
    await this.database.query('VACUUM ANALYZE deliveries, lanes, webhook_endpoints');
    await this.taken();
  }

  /** Creates a lead, and answers with its number and when that was answered. */
  async lead(more = {}) {
    const number = this.#next++;
    await this.call('POST', '/v1/leads', { title: `bench ${number}`, ...more });
    return [number, performance.timeOrigin + performance.now()];
  }

  /** Creates many in one request; `more` gives what else one has, by its place. */
  async leads(count, more = () => ({})) {
    const numbers = Array.from({ length: count }, () => this.#next++);
    const operations = numbers.map((number, at) => ({
      op: 'create',
      data: { title: `bench ${number}`, ...more(at) },
    }));
    const { summary } = await this.call('POST', '/v1/leads/batch', { operations });
    if (summary.created !== count)
      throw new Error(`A batch made ${JSON.stringify(summary)} of ${count} leads.`);
    const at = performance.timeOrigin + performance.now();
    return numbers.map((number) => [number, at]);
  }

  /** Waits until the receiver lets so many requests wait: what was written for them is fanned out, which is no trouble of the others' making. */
  async hanging(count) {
    while ((await this.count()).hanging < count) await sleep(POLL_MS);
  }

  /** Waits until the receiver has taken so many since it was last asked what it has. */
  async until(count, withinMs) {
    const end = performance.now() + withinMs;
    for (;;) {
      const { count: now } = await this.count();
      if (now >= count) return;
      if (performance.now() > end)
        throw new Error(`${now} of ${count} deliveries came within ${withinMs} ms.`);
      await sleep(POLL_MS);
    }
  }
}
