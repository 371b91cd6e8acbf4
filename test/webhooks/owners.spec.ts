import { createPublicKey, verify } from 'node:crypto';

import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import { Database } from '@platform/database';
import { KeyStore } from '@platform/secrets';
import { Webhook } from 'standardwebhooks';

import { WebhookSigningKeys } from '../../libs/ecosystem/webhooks/signing-keys';
import { FakeApp } from '../apps/support/fake-app';
import { install, makeApp, manifestOf } from '../apps/support/made-app';
import { until } from '../events/support/until';
import { employ } from '../rights/support/staff';
import { TestApi } from '../support/test-api';
import { type Received, Receiver } from './support/receiver';
import { ServedHooks } from './support/served-hooks';

const DAY_MS = 24 * 60 * 60 * 1000;

let api: TestApi;
let hooks: ServedHooks;

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
});
afterAll(() => api.stop());

beforeEach(async () => {
  hooks = new ServedHooks(api, await api.workspace(), await Receiver.start());
});
afterEach(async () => {
  expect(hooks.mismatches()).toEqual([]);
  await hooks.receiver.stop();
});

const deal = (given: object) => hooks.workspace.create('/v1/deals', given);

/** Of an endpoint that was never sent anything. */
const HEALTHY = {
  state: 'healthy',
  reason: null,
  failing_since: null,
  last_status: null,
  breaker: 'closed',
  next_attempt_at: null,
};

describe('what waits for an endpoint', () => {
  it('is not sent when the key that made the endpoint was revoked meanwhile', async () => {
    const { workspace } = hooks;
    const given = { name: 'Hooks', scopes: ['webhooks:manage', 'deals:read'] };
    const key = await workspace.create('/v1/keys', given);
    const hook = await hooks.endpoint({}, api.as(String(key.token)));
    await hooks.whilePaused(hook, async () => {
      await deal({ title: 'Waiting' });
      await workspace.delete(`/v1/keys/${key.id}`).expect(200);
    });
    expect(await hooks.closed(hook, 'owner_gone')).toMatchObject({ state: 'failed', attempts: 0 });
    expect(hooks.receiver.requests).toEqual([]);
    const { body } = await workspace.get(`/v1/webhook-endpoints/${hook.id}`).expect(200);
    expect(body.health).toEqual(HEALTHY);
  });

  it('is what the member who made the endpoint may see when it is sent', async () => {
    const { workspace } = hooks;
    const ada = await employ(api, workspace, 'Ada', 'admin');
    const hook = await hooks.endpoint({}, ada.client);
    const amount = { amount: '4711', currency: 'EUR' };
    const reaches = { read: 'own', create: 'own', update: 'own', delete: 'own' };
    const fields = [{ object: 'deal', field: 'amount', access: 'hidden' }];
    const narrow = await workspace.create('/v1/roles', {
      name: 'Narrow',
      objects: { deal: reaches },
      fields,
    });
    const blind = await workspace.create('/v1/roles', { name: 'Blind', objects: { deal: { read: 'none' } } });
    await hooks.whilePaused(hook, async () => {
      await deal({ title: 'Hers', amount, owner_id: ada.id });
      await deal({ title: 'Not hers', amount });
      await workspace.patch(`/v1/members/${ada.id}`, { role: narrow.key }).expect(200);
    });
    expect(await hooks.closed(hook, 'record_hidden')).toMatchObject({ state: 'failed', attempts: 0 });
    const [request] = await hooks.received(1);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      payload: 'fields',
      data: { object: { title: 'Hers' } },
    });
    expect(request?.body).not.toContain('4711');
    await hooks.whilePaused(hook, async () => {
      await deal({ title: 'Hers too', owner_id: ada.id });
      await workspace.patch(`/v1/members/${ada.id}`, { role: blind.key }).expect(200);
    });
    expect(await hooks.closed(hook, 'missing_scope')).toMatchObject({ attempts: 0 });
    await hooks.whilePaused(hook, async () => {
      await deal({ title: 'Nobody’s' });
      await workspace.post(`/v1/members/${ada.id}/deactivate`, {}).expect(200);
    });
    expect(await hooks.closed(hook, 'owner_gone')).toMatchObject({ attempts: 0 });
    expect(hooks.receiver.requests).toHaveLength(1);
  });

  it('is closed when the endpoint is removed, and goes to its new address when that changes', async () => {
    const { workspace } = hooks;
    const moved = await Receiver.start();
    hooks.receiver.answer = (response) => response.writeHead(500).end();
    const hook = await hooks.endpoint();
    await deal({ title: 'Again and again' });
    const { id } = await until(async () => {
      const found = await hooks.delivery(hook, 'pending');
      return found.attempts === 1 && found;
    });
    moved.answer = (response) => response.writeHead(500).end();
    await workspace.patch(`/v1/webhook-endpoints/${hook.id}`, { url: moved.url }).expect(200);
    await until(async () => {
      await workspace.post(`/v1/deliveries/${id}/retry`, {}).expect(200);
      return moved.requests.length > 0;
    });
    await workspace.delete(`/v1/webhook-endpoints/${hook.id}`).expect(200);
    const { body } = await workspace.get(`/v1/deliveries/${id}`).expect(200);
    expect(body).toMatchObject({ state: 'failed', reason: 'endpoint_removed' });
    const before = hooks.receiver.requests.length + moved.requests.length;
    const other = await hooks.endpoint({ url: `${hooks.receiver.url}/other` });
    hooks.receiver.answer = (response) => response.writeHead(204).end();
    await deal({ title: 'After' });
    expect((await hooks.delivery(other, 'delivered')).attempts).toBe(1);
    expect(hooks.receiver.requests.length + moved.requests.length).toBe(before + 1);
    await moved.stop();
  });
});

const fits = (secret: string, { body, headers }: Received): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

const signaturesOf = ({ headers }: Received): string[] => String(headers['webhook-signature']).split(' ');

describe('signatures', () => {
  it('fit the old and the new secret while both are in force, and the new one alone once the old was ended', async () => {
    const { workspace } = hooks;
    const hook = await hooks.endpoint();
    const old = String(hook.secret);
    hooks.receiver.answer = (response, _, count) => response.writeHead(count <= 5 ? 500 : 204).end();
    for (let at = 0; at < 5; at += 1) await deal({ title: `Before ${at}` });
    await hooks.received(5);
    const path = `/v1/webhook-endpoints/${hook.id}`;
    const { body: next } = await workspace.post(`${path}/rotate-secret`, {}).expect(200);
    const { body: pending } = await workspace.get(`${path}/deliveries?state=pending`).expect(200);
    for (const { id } of pending.data as { id: string }[])
      await workspace.post(`/v1/deliveries/${id}/retry`, {});
    await until(async () => {
      await deal({ title: 'During' });
      return hooks.receiver.requests.some((request) => signaturesOf(request).length === 2);
    });
    expect(hooks.receiver.requests.every((request) => fits(old, request))).toBe(true);
    expect(hooks.receiver.requests.filter((request) => fits(next.secret, request)).length).toBeGreaterThan(0);
    const ended = { overlap_hours: 0 };
    const { body: last } = await workspace.post(`${path}/rotate-secret`, ended).expect(200);
    const at = hooks.receiver.requests.length;
    const latest = await until(async () => {
      await deal({ title: 'After' });
      return hooks.receiver.requests.slice(at).find((request) => fits(last.secret, request));
    });
    expect(signaturesOf(latest)).toHaveLength(1);
    expect([old, next.secret].some((secret) => fits(secret, latest))).toBe(false);
    await workspace.post(`${path}/rotate-secret`, { overlap_hours: 169 }).expect(400);
  });

  it('to an app are made with one of our published keys too', async () => {
    const fake = await FakeApp.start();
    const webhooks = [{ url: `${fake.url}/events`, types: ['deal.created'] }];
    const app = await makeApp(hooks.workspace, manifestOf(fake.url, { key: 'signed', webhooks }), fake);
    await install(hooks.workspace, app);
    await deal({ title: 'Signed' });
    const { headers, text } = await fake.until(({ path }) => path === '/events');
    const signature = String(headers['webhook-signature'])
      .split(' ')
      .find((one) => one.startsWith('v1a,'));
    const answer = await fetch(`${api.url}/.well-known/webhooks-jwks.json`);
    expect(answer.headers.get('cache-control')).toContain('max-age=3600');
    const { keys } = (await answer.json()) as { keys: Record<string, string>[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`);
    const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
    expect(verify(null, signed, key, Buffer.from(String(signature).slice(4), 'base64'))).toBe(true);
    await fake.stop();
  });

  it('fit a receiver that asks for our keys once a day, whatever key follows which', async () => {
    const keys = new WebhookSigningKeys(api.app.get(Database), api.app.get(KeyStore));
    const used = new Set<string>();
    let kept: Set<unknown> = new Set();
    const start = Date.now();
    for (let day = 0; day < 200; day += 1) {
      const now = new Date(start + day * DAY_MS);
      kept = new Set((await keys.published(now)).map(({ x }) => x));
      await keys.renew(now);
      const later = new Date(now.getTime() + DAY_MS - 1);
      const signing = (await keys.inForce(later)).map((key) => key.export({ format: 'jwk' }).x);
      for (const x of signing) used.add(String(x));
      expect([day, signing.some((x) => kept.has(x))]).toEqual([day, true]);
    }
    expect(used.size).toBeGreaterThanOrEqual(3);
  });
});

describe('a test event', () => {
  it('is a copy of the latest real one when asked, is marked, and is neither logged nor counted', async () => {
    const { workspace } = hooks;
    const hook = await hooks.endpoint({ types: ['deal.won'], fields: ['title'] });
    const path = `/v1/webhook-endpoints/${hook.id}`;
    const none = await workspace.post(`${path}/test`, { type: 'deal.created', last_real: true }).expect(400);
    expect(none.body.errors).toMatchObject([{ pointer: '/last_real', code: 'no_such_event' }]);
    const { id } = await deal({ title: 'Real' });
    const real = await until(async () => {
      const { body } = await workspace.get('/v1/events?types=deal.created');
      return (body.data as Record<string, unknown>[])[0];
    });
    hooks.receiver.answer = (response) => response.writeHead(503).end();
    const { body } = await workspace
      .post(`${path}/test`, { type: 'deal.created', last_real: true })
      .expect(200);
    expect(body).toMatchObject({ delivered: false, status: 503 });
    const [request] = await hooks.received(1);
    const sent = JSON.parse(request?.body ?? '') as Record<string, unknown>;
    expect(sent).toEqual({
      ...real,
      id: sent.id,
      data: { object: { id, title: 'Real' }, changes: expect.any(Object) },
      payload: 'fields',
    });
    expect(sent.id).not.toBe(real.id);
    expect(request?.headers).toMatchObject({ 'webhook-test': 'true', 'webhook-id': sent.id });
    const { body: after } = await workspace.get(path).expect(200);
    expect(after.health).toEqual(HEALTHY);
    expect((await workspace.get(`${path}/deliveries`).expect(200)).body.data).toEqual([]);
  });

  it('costs its caller a hundred times what a read does', () => {
    const test = api.contract.operations.find(({ operationId }) => operationId === 'webhook_endpoints.test');
    expect(test).toMatchObject({ 'x-cost': 100 });
  });
});
