import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Webhook } from 'standardwebhooks';

import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { Receiver } from '../webhooks/support/receiver';
import { Caller, type Credentials, credentialsIn, tokenFor } from './support/caller';
import { onConnection } from './support/on-connection';
import { type Environment, freePort, killPrograms, Program } from './support/program';

/** What a process may take to end once it has nothing more to finish. */
const SOON_MS = 20_000;

let dataDir: string;
let database: TestDatabase;
let credentials: Credentials;
let settings: Environment;
let receiver: Receiver;
const programs: Program[] = [];
const secrets: string[] = [];

function start(name: 'api' | 'worker' | 'migrate' | 'standalone', more: Environment = {}): Program {
  const program = new Program(name, { ...settings, ...more });
  programs.push(program);
  return program;
}

async function startApi(): Promise<{ api: Program; url: string }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  return { api: await start('api', { PORT: port }).ready(url), url };
}

async function startWorker(): Promise<{ worker: Program; url: string }> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  return { worker: await start('worker', { WORKER_PORT: port }).ready(url), url };
}

/** A first start of everything in one process makes the demo workspace; after it the processes run apart on its database. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'dealwright-processes-'));
  database = await cloneTemplate();
  settings = { DATABASE_URL: database.url };
  const port = String(await freePort());
  const first = start('standalone', { PORT: port, DEALWRIGHT_DATA_DIR: dataDir });
  await first.ready(`http://127.0.0.1:${port}`);
  expect(await first.stop()).toEqual({ code: 0, signal: null });
  credentials = credentialsIn(dataDir);
  const masterKey = readFileSync(join(dataDir, 'master.key'), 'utf8').trim();
  settings = { ...settings, DEALWRIGHT_MASTER_KEY: masterKey, WEBHOOKS_ALLOW_LOOPBACK: 'true' };
  secrets.push(masterKey, credentials.private_app_key, credentials.client_secret, credentials.admin_password);
  const { password } = new URL(database.url);
  if (password !== '') secrets.push(decodeURIComponent(password)); // a server of TEST_DATABASE_URL may ask for none
});

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

afterAll(async () => {
  await killPrograms();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A token and an endpoint of the receiver, through an API. */
async function subscribe(url: string): Promise<{ caller: Caller; secret: string; endpoint: string }> {
  const caller = new Caller(url, await tokenFor(url, credentials));
  const created = await caller.post('/v1/webhook-endpoints', {
    url: receiver.url,
    types: ['lead.created'],
    max_concurrency: 1,
  });
  expect(created.status).toBe(201);
  secrets.push(caller.token, created.body.secret);
  return { caller, secret: created.body.secret, endpoint: created.body.id };
}

describe('api, worker and migrate as processes of their own', () => {
  it('deliver what was written through one by the other, and tell how they are', async () => {
    const migrate = start('migrate');
    expect(await migrate.end()).toEqual({ code: 0, signal: null });
    expect(migrate.said).toBe('The database is up to date.\n');

    const [{ api, url }, { worker, url: workerUrl }] = await Promise.all([startApi(), startWorker()]);
    for (const each of [url, workerUrl]) {
      expect(await (await fetch(`${each}/health/live`)).json()).toEqual({ status: 'live' });
      expect(await (await fetch(`${each}/health/ready`)).json()).toEqual({ status: 'ready' });
    }
    const { caller, secret, endpoint } = await subscribe(url);
    const lead = await caller.post('/v1/leads', { first_name: 'Ada' });
    expect(lead.status).toBe(201);
    const [delivery] = await until(() => (receiver.requests.length > 0 ? receiver.requests : null));
    const event = new Webhook(secret).verify(
      delivery?.body ?? '',
      delivery?.headers as Record<string, string>,
    );
    expect(event).toMatchObject({ type: 'lead.created', data: { object: { id: lead.body.id } } });

    const metrics = async (of: string) => (await fetch(`${of}/metrics`)).text();
    const created = `method="POST",route="/v1/leads",status="201"} 1\n`;
    expect(await metrics(url)).toContain(`dealwright_http_request_duration_seconds_count{${created}`);
    await until(async () =>
      (await metrics(workerUrl)).includes('dealwright_deliveries_total{outcome="delivered"} 1\n'),
    );
    expect(await (await caller.get(`/v1/webhook-endpoints/${endpoint}/deliveries`)).body.data).toMatchObject([
      { state: 'delivered', attempts: 1 },
    ]);

    const id = lead.headers.get('request-id');
    expect(api.stdout).toContain(`"request_id":"${id}"`);
    const ends = await Promise.all([api.stop(), worker.stop()]);
    expect(ends).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  });

  it('finish the requests under way when the API is told to stop', async () => {
    const { api, url } = await startApi();
    const caller = new Caller(url, credentials.private_app_key);
    // No lead: without a worker its event waits in the outbox, and would be news to an endpoint made before the next worker looks.
    const contact = await caller.post('/v1/contacts', { first_name: 'Grace' });
    await onConnection(database.url, async (run) => {
      await run('BEGIN');
      await run('LOCK TABLE contacts IN EXCLUSIVE MODE');
      const change = caller.patch(`/v1/contacts/${contact.body.id}`, { last_name: 'Hopper' });
      const poll = caller.get(`/v1/events?wait=30&types=company.created`);
      await until(async () => {
        const waiting = await run(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return waiting.length > 0;
      });
      process.kill(api.pid, 'SIGTERM');
      expect((await poll).status).toBe(200);
      await until(() =>
        fetch(`${url}/health/live`).then(
          () => false,
          () => true,
        ),
      );
      expect(api.ending).toBeNull();
      await run('COMMIT');
      expect(await change).toMatchObject({ status: 200, body: { last_name: 'Hopper' } });
    });
    expect(await api.end(SOON_MS)).toEqual({ code: 0, signal: null });
  });

  it('finish the delivery under way when a worker is told to stop, and hand over to the next one', async () => {
    const [{ api, url }, { worker }] = await Promise.all([startApi(), startWorker()]);
    let answer: () => void = () => undefined;
    receiver.answer = (response) => {
      answer = () => response.writeHead(204).end();
    };
    const { caller, endpoint } = await subscribe(url);
    await caller.post('/v1/leads', { first_name: 'First' });
    await until(() => receiver.requests.length === 1);
    // From here on the receiver answers at once: the next worker may send as soon as the lane is free.
    receiver.answer = (response) => response.writeHead(204).end();
    const { worker: next } = await startWorker();
    process.kill(worker.pid, 'SIGTERM');
    await caller.post('/v1/leads', { first_name: 'Second' });
    expect(worker.ending).toBeNull();
    answer();
    expect(await worker.end(SOON_MS)).toEqual({ code: 0, signal: null });
    // A lease that was not given back would keep the lane for 10 s.
    await until(() => receiver.requests.length === 2, { withinMs: 7_000 });
    const deliveries = await until(async () => {
      const { data } = (await caller.get(`/v1/webhook-endpoints/${endpoint}/deliveries`)).body;
      return data.every(({ state }: { state: string }) => state === 'delivered') ? data : null;
    });
    expect(deliveries).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
    expect(new Set(receiver.ids()).size).toBe(2);
    await Promise.all([next.stop(), api.stop()]);
  });

  it('log lines of JSON in which no credential is found', () => {
    expect(secrets.length).toBeGreaterThanOrEqual(8);
    const said = programs.map((program) => program.said).join('');
    for (const secret of secrets) expect(said).not.toContain(secret);
    expect(said).toContain('"path":"/oauth/token"');
    const servers = programs.filter(({ stdout }) => stdout.startsWith('{'));
    expect(servers.length).toBeGreaterThanOrEqual(6);
    for (const { stdout, stderr } of servers) {
      for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
      expect(stderr).toBe('');
    }
  });
});
