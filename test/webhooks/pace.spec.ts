import { newUuid, toTypeId } from '@platform/ids';
import { Mailer } from '@platform/mail';
import { OutboundHttp } from '@platform/outbound-http';
import { KeyStore } from '@platform/secrets';
import { register } from 'prom-client';

import { lookAtLanes } from '../../libs/ecosystem/webhooks/delivery-queue';
import type { Dispatcher, DispatcherOptions } from '../../libs/ecosystem/webhooks/dispatcher';
import { EndpointHealth } from '../../libs/ecosystem/webhooks/endpoint-health';
import { EngineGauges } from '../../libs/ecosystem/webhooks/engine-gauges';
import { LaneClaims } from '../../libs/ecosystem/webhooks/lane-claims';
import type { TestApp } from '../events/support/test-app';
import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let engine: Engine;
let receivers: Receiver[];
let workers: Dispatcher[];

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(() => {
  engine = new Engine(process);
  receivers = [];
  workers = [];
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const worker of workers) await worker.abandon();
  for (const receiver of receivers) await receiver.stop();
  await engine.sql('DELETE FROM lanes WHERE workspace_id = $1', [engine.workspace]);
});

async function receiver(
  status: number | null = 204,
  headers: Record<string, string> = {},
): Promise<Receiver> {
  const started = await Receiver.start();
  receivers.push(started);
  answering(started, status, headers);
  return started;
}

/** Answers with this status from now on, or never. */
function answering(on: Receiver, status: number | null, headers: Record<string, string> = {}): void {
  on.answer = (response) => {
    if (status !== null) response.writeHead(status, headers).end();
  };
}

function startWorker(options: Partial<DispatcherOptions> = {}): Dispatcher {
  const worker = engine.dispatcher({ leaseMs: 20_000, ...options });
  worker.start();
  workers.push(worker);
  return worker;
}

const within = { withinMs: 25_000 };

const lane = async (hook: string) => {
  const [row] = await engine.sql<{
    breaker: string;
    breaker_trips: number;
    is_resting: boolean;
    is_held: boolean;
    fail_streak: number;
    send_limit: number;
    speed: string;
  }>(
    `SELECT breaker, breaker_trips, coalesce(rest_until > now(), false) AS is_resting, lease_until > now() AS is_held,
       fail_streak, send_limit, speed FROM lanes WHERE endpoint_id = $1`,
    [hook],
  );
  if (!row) throw new Error('The lane is not there.');
  return row;
};

const tries = async (hook: string) => {
  const rows = await engine.sql<{ tries: number }>('SELECT tries FROM deliveries WHERE endpoint_id = $1', [
    hook,
  ]);
  return rows.map((row) => row.tries).sort();
};

/** Until nothing is sent for now: the breaker is open, this often, and nobody holds the lane. */
const untilBroken = (hook: string, trips: number) =>
  until(async () => {
    const now = await lane(hook);
    return now.breaker_trips === trips && now.is_resting && !now.is_held;
  }, within);

const shown = async (hook: string) =>
  (await engine.api.get(`/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}`)).body;

const told = async () =>
  engine.sql<{ type: string; notice: Record<string, unknown>; state: string }>(
    `SELECT type, data::jsonb #> '{object,notice}' AS notice, data::jsonb #>> '{object,state}' AS state FROM events
     WHERE workspace_id = $1 AND type ~ '^webhook_endpoint.(failing|recovered|disabled|gone|resumed)$' ORDER BY id`,
    [engine.workspace],
  );

/** An admin of the workspace, which becomes one that is stored. */
async function admin(email: string): Promise<void> {
  const id = engine.workspace;
  await engine.sql(
    `INSERT INTO workspaces (id, name, locale, currency, time_zone, contact_name_format, version, created_at, updated_at)
     VALUES ($1, 'Test', 'en', 'EUR', 'UTC', '{first_name}', 1, now(), now())`,
    [id],
  );
  await engine.sql(
    `INSERT INTO roles (workspace_id, id, key, name, built_in, rights, version, created_at, updated_at)
     VALUES ($1, $1, 'admin', 'Admin', true, '{}', 1, now(), now())`,
    [id],
  );
  await engine.sql(
    `INSERT INTO members (workspace_id, id, name, email, role, state, version, created_at, updated_at)
     VALUES ($1, $1, 'Ada', $2, 'admin', 'active', 1, now(), now())`,
    [id, email],
  );
}

/** What was mailed to this address, in its order. */
async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  const keys = process.app.get(KeyStore);
  const rows = await engine.sql<{ id: string; sealed: string }>(
    'SELECT id, sealed FROM mail_queue ORDER BY id',
  );
  return rows
    .map(({ id, sealed }) =>
      JSON.parse(keys.openText(sealed, { workspaceId: null, purpose: 'mail', row: id })),
    )
    .filter((mail) => mail.to === email);
}

describe('a receiver that does nothing but fail', () => {
  it('is left alone but for one probe at a time, takes no more tries, and gets everything when it is back', async () => {
    const failing = await receiver(500);
    const healthy = await receiver();
    const hook = await engine.endpoint(failing.url);
    await engine.emitMany(20);
    startWorker();
    await untilBroken(hook, 1);
    const before = failing.requests.length;
    expect(before).toBeGreaterThanOrEqual(10);
    expect(before).toBeLessThanOrEqual(12); // two were open when the tenth failed
    expect(await tries(hook)).toEqual([...Array(20 - before).fill(0), ...Array(before).fill(1)]);
    expect((await shown(hook)).health).toEqual({
      state: 'failing',
      reason: 'unexpected_status',
      failing_since: expect.any(String),
      last_status: 500,
      breaker: 'open',
      next_attempt_at: expect.any(String),
    });

    await workers[0]?.stop();
    startWorker();
    const other = await engine.endpoint(healthy.url);
    await engine.emit();
    await until(async () => (await engine.count('delivery_log', other)) === 1, within);
    expect(failing.requests).toHaveLength(before);

    for (const trips of [2, 3]) {
      await engine.pass(1);
      await untilBroken(hook, trips);
    }
    expect(failing.requests).toHaveLength(before + 2);
    expect(await tries(hook)).toEqual([...Array(21 - before).fill(0), ...Array(before).fill(1)]);

    answering(failing, 200);
    await engine.pass(1);
    await until(async () => (await engine.count('delivery_log', hook)) === 21, within);
    expect((await shown(hook)).health).toMatchObject({ state: 'healthy', reason: null, breaker: 'closed' });
  });

  it('is sent something at once when somebody asks for it', async () => {
    const failing = await receiver(500);
    const hook = await engine.endpoint(failing.url);
    await engine.emitMany(11);
    startWorker();
    await untilBroken(hook, 1);
    answering(failing, 200);
    const id = toTypeId('webhook_endpoint', hook);
    const { body } = await engine.api.get(`/v1/webhook-endpoints/${id}/deliveries?state=pending`);
    expect((await engine.api.post(`/v1/deliveries/${body.data[0].id}/retry`)).status).toBe(200);
    await until(async () => (await lane(hook)).breaker === 'closed', within);
  });

  it('half of the time is not given up: everything arrives', async () => {
    const flapping = await receiver();
    flapping.answer = (response, _, count) => response.writeHead(count % 2 ? 500 : 200).end();
    const hook = await engine.endpoint(flapping.url);
    await engine.emitMany(30);
    startWorker();
    await until(async () => (await lane(hook)).breaker_trips > 0, within);
    await until(async () => {
      await engine.pass(1);
      return (await engine.count('delivery_log', hook)) === 30;
    }, within);
    expect((await shown(hook)).state).toBe('active');
    expect(new Set(flapping.ids()).size).toBe(30);
  });
});

describe('a lane', () => {
  it('rests as a whole as long as its receiver asks for, and is not slowed for good', async () => {
    const busy = await receiver(429, { 'retry-after': '3600' });
    const hook = await engine.endpoint(busy.url, { max_concurrency: 1 });
    await engine.emitMany(5);
    startWorker();
    await until(async () => (await lane(hook)).is_resting && !(await lane(hook)).is_held, within);
    expect(busy.requests).toHaveLength(1);
    expect(await lane(hook)).toMatchObject({ breaker: 'closed', send_limit: 1 });
    answering(busy, 200);
    await engine.emit();
    await engine.pass(0.5);
    expect((await lane(hook)).is_resting).toBe(true);
    await engine.pass(0.6);
    await until(async () => (await engine.count('delivery_log', hook)) === 6, within);
  });

  it('sends what is new before what was tried', async () => {
    const hook = await engine.endpoint('https://example.com/');
    await engine.emitMany(3);
    await engine.sql(
      "UPDATE deliveries SET tries = 1, due_at = now() - interval '1 hour' WHERE endpoint_id = $1",
      [hook],
    );
    await engine.emitMany(2);
    const [claimed] = await new LaneClaims(process.database, newUuid(), 10_000).claim(1);
    const looks = await lookAtLanes(process.database, [
      { endpointId: hook, epoch: claimed?.epoch ?? '', limit: 4 },
    ]);
    expect(looks.get(hook)?.due.map((delivery) => delivery.tries)).toEqual([0, 0, 1, 1]);
  });

  it('of a workspace with few is claimed among those of one with many', async () => {
    for (let n = 0; n < 12; n += 1) await engine.endpoint(`https://example.com/${n}`);
    await engine.emit();
    const few = new Engine(process);
    const hook = await few.endpoint('https://example.com/few');
    await few.emit();
    const claims = new LaneClaims(process.database, newUuid(), 10_000);
    const lanes = await claims.claim(8);
    expect(lanes).toHaveLength(8);
    expect(lanes.map((claimed) => claimed.endpoint_id)).toContain(hook);
    const rest = await claims.claim(8, { crowded: [engine.workspace] });
    expect(rest).toEqual([]);
    await few.sql('DELETE FROM lanes WHERE workspace_id = $1', [few.workspace]);
  });

  it('keeps to its rate, whoever holds it', async () => {
    const sent: number[] = [];
    const outbound = process.app.get(OutboundHttp);
    const post = outbound.post.bind(outbound);
    jest.spyOn(outbound, 'post').mockImplementation((request) => {
      sent.push(performance.now());
      return post(request);
    });
    const limited = await receiver();
    const hook = await engine.endpoint(limited.url, { rate_per_second: 10 });
    await engine.emitMany(30);
    const started = [startWorker(), startWorker(), startWorker()];
    for (const [n, worker] of started.entries()) {
      await until(() => sent.length >= (n + 1) * 8, within);
      await worker.stop();
      if (n === 0) startWorker();
    }
    await until(async () => (await engine.count('delivery_log', hook)) === 30, within);
    const inOneSecond = sent.map((at) => sent.filter((other) => other >= at && other < at + 1000).length);
    expect(sent).toHaveLength(30);
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(11);
  });
});

describe('slow receivers', () => {
  it('share a quarter of the sockets, and cost the others nothing', async () => {
    const hanging = await Promise.all(Array.from({ length: 4 }, () => receiver(null)));
    const fast = await receiver();
    const slow: string[] = [];
    for (let n = 0; n < 12; n += 1) slow.push(await engine.endpoint(hanging[n % 4]?.url ?? ''));
    const quick: string[] = [];
    for (let n = 0; n < 4; n += 1) quick.push(await engine.endpoint(fast.url));
    await engine.sql("UPDATE lanes SET speed = 'fast' WHERE endpoint_id = ANY ($1::uuid[])", [quick]);
    await engine.emitMany(10);
    startWorker({ mostOpen: 32 });
    await until(async () => {
      const done = await Promise.all(quick.map((hook) => engine.count('delivery_log', hook)));
      return done.every((count) => count === 10);
    }, within);
    const open = hanging.reduce((sum, one) => sum + one.requests.length, 0);
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThanOrEqual(8);
  });
});

describe('a receiver that is gone', () => {
  it('is stopped at its first 410, others are told, and it goes on where it stopped', async () => {
    await admin('ada@example.com');
    const gone = await receiver(410);
    const listening = await receiver();
    const hook = await engine.endpoint(gone.url);
    await engine.endpoint(listening.url, { types: ['webhook_endpoint.gone', 'webhook_endpoint.resumed'] });
    await engine.emit();
    startWorker();
    await until(async () => (await shown(hook)).state === 'gone', within);
    expect(await shown(hook)).toMatchObject({
      state_reason: 'receiver_gone',
      health: { last_status: 410 },
    });
    expect(await told()).toEqual([
      {
        type: 'webhook_endpoint.gone',
        state: 'gone',
        notice: expect.objectContaining({ attempts: 1, last_status: 410 }),
      },
    ]);
    const [mail] = await mailsTo('ada@example.com');
    expect(mail?.subject).toBe(`A webhook endpoint is gone: ${new URL(gone.url).host}`);
    expect(mail?.text).toContain(toTypeId('webhook_endpoint', hook));
    await engine.emitMany(2);
    answering(gone, 200);
    await engine.api.post(`/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}/resume`);
    await until(async () => {
      await engine.catchUp();
      return (await engine.count('delivery_log', hook)) === 3;
    }, within);
    expect(await shown(hook)).toMatchObject({ state: 'active', state_reason: null });
    await engine.relay();
    await until(() => listening.requests.length === 2, within);
    expect(listening.requests.map(({ body }) => JSON.parse(body).type)).toEqual([
      'webhook_endpoint.gone',
      'webhook_endpoint.resumed',
    ]);
  });
});

describe('an address that must not be called', () => {
  it('pauses its endpoint after three tries in a row, with the reason', async () => {
    const hook = await engine.endpoint('https://example.com/');
    await engine.sql(
      "UPDATE webhook_endpoints SET url = 'https://10.0.0.1/' WHERE workspace_id = $1 AND id = $2",
      [engine.workspace, hook],
    );
    await engine.emitMany(3);
    startWorker();
    await until(async () => (await shown(hook)).state === 'paused', within);
    expect(await shown(hook)).toMatchObject({ state_reason: 'blocked_address' });
    expect(await told()).toMatchObject([
      { type: 'webhook_endpoint.disabled', notice: { last_error: 'blocked_address' } },
    ]);
    expect(await engine.count('deliveries', hook)).toBe(3);
  });
});

describe('notices of failures', () => {
  const health = () => process.app.get(EndpointHealth);
  const failFor = (hook: string, hours: number) =>
    engine.sql(
      `UPDATE lanes SET failing_since = now() - $2 * interval '1 hour', fail_streak = 12, last_status = 503,
         noticed_since = CASE WHEN notices > 0 THEN now() - $2 * interval '1 hour' END WHERE endpoint_id = $1`,
      [hook, hours],
    );

  it('come after 1, 24 and 72 hours, each once however many workers look, and when it is over', async () => {
    await admin('grace@example.com');
    const hook = await engine.endpoint('https://hooks.example.com/secret-path');
    for (const hours of [0.9, 1.1, 23, 24.1, 71, 72.1, 100]) {
      await process.database.transaction(() => failFor(hook, hours));
      await Promise.all([1, 2, 3].map(() => health().tellAll(new Date())));
    }
    await engine.sql('UPDATE lanes SET failing_since = NULL, fail_streak = 0 WHERE endpoint_id = $1', [hook]);
    await Promise.all([1, 2, 3].map(() => health().tellAll(new Date())));
    const notices = await told();
    expect(notices.map(({ type, notice }) => [type, notice.stage])).toEqual([
      ['webhook_endpoint.failing', '1h'],
      ['webhook_endpoint.failing', '24h'],
      ['webhook_endpoint.failing', '72h'],
      ['webhook_endpoint.recovered', null],
    ]);
    expect(notices[0]?.notice).toEqual({
      stage: '1h',
      since: expect.any(String),
      attempts: 12,
      last_status: 503,
      last_error: null,
    });
    const mails = await mailsTo('grace@example.com');
    expect(mails.map((mail) => mail.subject)).toEqual([
      ...Array(3).fill('A webhook endpoint is failing: hooks.example.com'),
      'A webhook endpoint answers again: hooks.example.com',
    ]);
    expect(JSON.stringify(mails)).not.toContain('secret-path');
  });

  it('are told of again when it fails anew, after it is told that it was well meanwhile', async () => {
    const hook = await engine.endpoint('https://hooks.example.com/');
    await failFor(hook, 2);
    await health().tellAll(new Date());
    await engine.sql(
      "UPDATE lanes SET failing_since = now() - interval '61 minutes' WHERE endpoint_id = $1",
      [hook],
    );
    await health().tellAll(new Date());
    expect((await told()).map(({ type }) => type)).toEqual([
      'webhook_endpoint.failing',
      'webhook_endpoint.recovered',
      'webhook_endpoint.failing',
    ]);
  });

  it('are told once when the worker that was about to dies', async () => {
    await admin('joan@example.com');
    const hook = await engine.endpoint('https://hooks.example.com/');
    await failFor(hook, 2);
    jest.spyOn(process.app.get(Mailer), 'send').mockRejectedValueOnce(new Error('killed'));
    await expect(health().tellAll(new Date())).rejects.toThrow('killed');
    expect(await told()).toEqual([]);
    await health().tellAll(new Date());
    expect(await told()).toHaveLength(1);
    expect(await mailsTo('joan@example.com')).toHaveLength(1);
  });
});

describe('the metrics of the engine', () => {
  it('tell what waits, what fails and what is left alone', async () => {
    const failing = await receiver(500);
    const hook = await engine.endpoint(failing.url);
    await engine.emitMany(12);
    startWorker();
    await untilBroken(hook, 1);
    await new EngineGauges(process.database).look();
    const value = async (name: string, state?: string) => {
      const found = (await register.getSingleMetric(name)?.get())?.values ?? [];
      return found.find(({ labels }) => state === undefined || labels.state === state)?.value;
    };
    expect(await value('dealwright_breakers', 'open')).toBe(1);
    expect(await value('dealwright_breakers', 'half_open')).toBe(0);
    expect(await value('dealwright_endpoints_failing')).toBeGreaterThanOrEqual(1);
    expect(await value('dealwright_deliveries_pending')).toBeGreaterThanOrEqual(12);
    expect(await value('dealwright_fan_out_lag_events')).toBe(0);
    expect(await value('dealwright_fan_out_lag_seconds')).toBe(0);
    const [written] = await engine.sql<{ id: string }>('SELECT event_id AS id FROM feed LIMIT 1');
    expect(written).toBeDefined();
    await engine.sql(
      `INSERT INTO outbox (shard, day, workspace_id, event_id, type, scope)
       VALUES (0, current_date, $1, '01800000-0000-7000-8000-000000000000', 'note.created', 'notes:read')`,
      [engine.workspace],
    );
    await new EngineGauges(process.database).look();
    expect(await value('dealwright_outbox_age_seconds')).toBeGreaterThan(3600);
    await engine.sql('DELETE FROM outbox WHERE workspace_id = $1', [engine.workspace]);
  });
});
