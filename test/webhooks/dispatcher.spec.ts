import { setTimeout as sleep } from 'node:timers/promises';
import { KeyStore } from '@platform/secrets';

import type { Dispatcher, DispatcherOptions } from '../../libs/ecosystem/webhooks/dispatcher';
import { EndpointSecrets } from '../../libs/ecosystem/webhooks/endpoint-secrets';
import { WebhookSigningKeys } from '../../libs/ecosystem/webhooks/signing-keys';
import type { TestApp } from '../events/support/test-app';
import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startApiApp } from './support/delivery-app';
import { Engine } from './support/engine';
import { Receiver } from './support/receiver';

let clone: TestDatabase;
let process: TestApp;
let receiver: Receiver;
let engine: Engine;
let started: Dispatcher[];

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startApiApp(clone.url);
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(async () => {
  receiver = await Receiver.start();
  engine = new Engine(process);
  started = [];
});

afterEach(async () => {
  for (const worker of started) await worker.abandon();
  await receiver.stop();
});

/** A running worker that ends with its test, whatever happens. */
function startWorker(options?: Partial<DispatcherOptions>): Dispatcher {
  const worker = engine.dispatcher(options);
  worker.start();
  started.push(worker);
  return worker;
}

const received = (count: number) => until(() => receiver.requests.length >= count);

describe('a worker', () => {
  it('that is killed while it sends loses nothing: another sends the same id and the same bytes', async () => {
    receiver.answer = (response, _, count) => count > 1 && response.writeHead(200).end();
    const hook = await engine.endpoint(receiver.url);
    await engine.emit();
    const first = startWorker({ leaseMs: 600 });
    await received(1);
    await first.abandon();
    const second = startWorker({ leaseMs: 600 });
    await received(2);
    await until(async () => (await engine.count('delivery_log', hook)) === 1);
    await second.stop();
    const [one, two] = receiver.requests;
    expect(two?.body).toBe(one?.body);
    expect(new Set(receiver.ids()).size).toBe(1);
    expect((two?.at ?? 0) - (one?.at ?? 0)).toBeLessThan(600 + 2000);
    expect(await engine.count('deliveries', hook)).toBe(0);
  });

  it('that is told to stop waits for what it sends, stores it and gives its lanes back', async () => {
    receiver.answer = (response) => setTimeout(() => response.writeHead(200).end(), 300);
    const hook = await engine.endpoint(receiver.url);
    await engine.emit();
    const worker = startWorker();
    await received(1);
    await worker.stop();
    expect(await engine.count('delivery_log', hook)).toBe(1);
    expect(await engine.lane(hook)).toMatchObject({ is_held: false });
  });

  it('that is told to stop gives up on what takes too long, and another sends it', async () => {
    receiver.answer = (response, _, count) => count > 1 && response.writeHead(200).end();
    const hook = await engine.endpoint(receiver.url);
    await engine.emit();
    const worker = startWorker({ drainMs: 100 });
    await received(1);
    await worker.stop();
    const other = startWorker();
    await until(async () => (await engine.count('delivery_log', hook)) === 1);
    await other.stop();
    expect(await engine.count('attempts', hook)).toBe(1);
  });

  it('keeps a lane while a request takes longer than its lease', async () => {
    receiver.answer = (response) => setTimeout(() => response.writeHead(200).end(), 1200);
    const hook = await engine.endpoint(receiver.url);
    await engine.emit();
    const workers = [startWorker({ leaseMs: 400 }), startWorker({ leaseMs: 400 })];
    await until(async () => (await engine.count('delivery_log', hook)) === 1);
    for (const worker of workers) await worker.stop();
    expect(receiver.requests).toHaveLength(1);
  });

  it('shares the work with others without sending anything twice', async () => {
    const hooks = await Promise.all(
      Array.from({ length: 12 }, (_, n) => engine.endpoint(`${receiver.url}/${n}`)),
    );
    const workers = [startWorker(), startWorker(), startWorker()];
    for (let n = 0; n < 15; n += 1) {
      await engine.emit();
      for (const worker of workers) worker.wake();
      await sleep(n % 4);
    }
    const done = () => Promise.all(hooks.map((hook) => engine.count('delivery_log', hook)));
    await until(async () => (await done()).every((count) => count === 15));
    for (const worker of workers) await worker.stop();
    expect(receiver.requests).toHaveLength(12 * 15);
  });

  it('never leaves a lane asleep that has something due', async () => {
    const hook = await engine.endpoint(receiver.url);
    const worker = startWorker();
    for (let n = 1; n <= 60; n += 1) {
      await engine.emit();
      worker.wake();
      if (n % 3 === 0) await sleep(n % 17);
    }
    await received(60);
    await until(async () => (await engine.lane(hook))?.is_awake === false);
    await worker.stop();
    expect(await engine.count('deliveries', hook)).toBe(0);
  });
});

describe('an endpoint that does nothing but fail', () => {
  const failFor = async (days: number, failures: number) => {
    receiver.answer = (response) => response.writeHead(500).end();
    const hook = await engine.endpoint(receiver.url);
    await engine.sql(
      "UPDATE lanes SET failing_since = now() - $2 * interval '1 day', fail_streak = $3 WHERE endpoint_id = $1",
      [hook, days, failures],
    );
    await engine.emit();
    const worker = startWorker();
    await until(async () => (await engine.lane(hook))?.fail_streak === failures + 1);
    await worker.stop();
    return (await engine.api.get('/v1/webhook-endpoints')).body.data[0];
  };

  it('is disabled after 5 days and 20 attempts, with its deliveries kept', async () => {
    const endpoint = await failFor(5.01, 19);
    expect(endpoint.state).toBe('disabled');
    const { body } = await engine.api.get(`/v1/webhook-endpoints/${endpoint.id}/deliveries`);
    expect(body.data).toMatchObject([{ state: 'pending', attempts: 1 }]);
    expect(await engine.api.post(`/v1/deliveries/${body.data[0].id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'endpoint_not_active' },
    });
    await engine.relay();
    const events = await engine.api.get('/v1/events?types=webhook_endpoint.updated');
    expect(events.body.data).toMatchObject([
      { actor: { type: 'system' }, data: { changes: { state: { from: 'active', to: 'disabled' } } } },
    ]);
  });

  it.each([
    [4.9, 100],
    [20, 18],
  ])('is not disabled after %d days and %d attempts', async (days, failures) => {
    expect(await failFor(days, failures)).toMatchObject({ state: 'active', health: { state: 'failing' } });
  });
});

describe('a secret before a rotation', () => {
  it('signs along until its overlap ends', () => {
    const keys = new KeyStore({ masterKey: Buffer.alloc(32, 1) });
    const secrets = new EndpointSecrets(keys, new WebhookSigningKeys(engine.database, keys));
    const owner = { workspace_id: 'w', id: 'e' };
    const endpoint = {
      ...owner,
      headers: '',
      secret: secrets.sealSecret(owner, 'new'),
      previous_secret: secrets.sealSecret(owner, 'old'),
      previous_secret_expires_at: new Date('2026-11-22T12:00:00Z'),
    };
    expect(secrets.secretsInForce(endpoint, new Date('2026-11-22T11:59:59Z'))).toEqual(['new', 'old']);
    expect(secrets.secretsInForce(endpoint, new Date('2026-11-22T12:00:00Z'))).toEqual(['new']);
  });
});
