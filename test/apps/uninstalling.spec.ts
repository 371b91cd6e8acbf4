import { AppUpkeep, AppUpkeepModule } from '@ecosystem/apps';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { until } from '../events/support/until';
import type { ApiClient } from '../support/api-client';
import { key, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { FakeApp } from './support/fake-app';
import {
  asApp,
  askForToken,
  install,
  type Json,
  type MadeApp,
  makeApp,
  manifestOf,
} from './support/made-app';

let api: TestApi;
let fake: FakeApp;
let workspace: TestWorkspace;
let app: MadeApp;
let id: string;
let client: ApiClient;

const SCOPES = {
  required: ['deals:read', 'deals:write', 'fields:manage', 'fields:read'].map((scope) => ({
    scope,
    reason: 'Test',
  })),
};
const SETTINGS = {
  type: 'object',
  properties: {
    prefix: { type: 'string', maxLength: 5, default: 'Q-' },
    api_key: { type: 'string', secret: true },
  },
};
const MORE: Json = {
  scopes: SCOPES,
  settings: SETTINGS,
  origins: [],
  webhooks: [],
};

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule, AppUpkeepModule]);
  fake = await FakeApp.start();
});
afterAll(async () => {
  await api.stop();
  await fake.stop();
});
beforeEach(async () => {
  fake.forget();
  workspace = await api.workspace();
  const webhooks = [{ url: `${fake.url}/events`, types: ['deal.*'] }];
  const extensions = { 'deal.form.before_save': { url: `${fake.url}/check` } };
  app = await makeApp(workspace, manifestOf(fake.url, { ...MORE, webhooks, extensions }), fake);
  ({ id } = await install(workspace, app));
  client = await asApp(api, app, id);
  await client.post(`/v1/installations/${id}/ready`).expect(200);
});

const makeField = () =>
  client
    .post('/v1/deals/fields', { key: 'quote_number', name: 'Number of the quote', type: 'text' })
    .expect(201);

const uninstall = async (how: Json = {}) =>
  (await workspace.post(`/v1/installations/${id}/uninstall`, how).expect(200)).body;

describe('the preview of an uninstallation', () => {
  it('counts what would end, and names the fields that would stay', async () => {
    await makeField();
    await key(api, workspace, { scopes: ['deals:read'], installationId: stored('installation', id) });
    await workspace
      .call('put', `/v1/installations/${id}/settings`)
      .send({ values: { prefix: 'A-' } })
      .expect(200);
    const { body } = await workspace.get(`/v1/installations/${id}/uninstall-preview`).expect(200);
    const counts = Object.fromEntries(
      body.ends.map(({ kind, count }: { kind: string; count: number }) => [kind, count]),
    );
    expect(counts).toEqual({ tokens: 1, keys: 1, webhook_endpoints: 2, placements: 1, settings: 1 });
    expect(body.fields).toMatchObject([{ object: 'deal', key: 'quote_number' }]);
  });
});

describe('an app that is uninstalled', () => {
  it('has nothing that works any more, and is told so', async () => {
    const pak = await key(api, workspace, {
      scopes: ['deals:read'],
      installationId: stored('installation', id),
    });
    const { installation } = await uninstall();
    expect(installation).toMatchObject({ state: 'uninstalled', deletes_data: false });
    const elsewhere = await api.another();
    await elsewhere.as(client.token).get('/v1/me').expect(401);
    await elsewhere.as(pak).get('/v1/me').expect(401);
    await elsewhere.app.close();
    expect((await askForToken(api, app, id)).status).toBe(400);
    expect((await fake.told('app.uninstalled')).body.data).toMatchObject({ object: { id } });
    const { body } = await workspace.get('/v1/webhook-endpoints').expect(200);
    expect(body.data.map(({ url }: { url: string }) => url)).toEqual([`${fake.url}/lifecycle`]);
    await workspace.create('/v1/deals', { title: 'Nobody is asked' });
    expect(fake.at('/check')).toEqual([]);
  });

  it('is sent nothing of what waited for it, and the log of deliveries says why', async () => {
    fake.answers['/events'] = () => 'hang';
    for (let n = 0; n < 30; n += 1) await workspace.create('/v1/deals', { title: `Deal ${n}` });
    await fake.until(({ path }) => path === '/events');
    const waiting = async (query: string) =>
      (await workspace.get(`/v1/deliveries?limit=200&type=deal.created&${query}`).expect(200)).body.data;
    await until(async () => (await waiting('state=pending')).length === 30);
    await uninstall();
    const sent = new Set(fake.at('/events').map(({ body }) => body.id));
    fake.answers['/events'] = () => ({ status: 204 });
    await workspace.create('/v1/deals', { title: 'Afterwards' });
    await fake.told('app.uninstalled');
    const closed = await waiting('state=failed');
    expect(closed).toHaveLength(30);
    for (const delivery of closed) expect(delivery.reason).toBe('endpoint_removed');
    expect(await waiting('state=pending')).toEqual([]);
    const late = fake.at('/events').filter(({ body }) => !sent.has(body.id));
    // What was on its way when the app went.
    expect(late.length).toBeLessThanOrEqual(8);
    expect(fake.at('/events').some(({ text }) => text.includes('Afterwards'))).toBe(false);
  });

  it('leaves its fields behind, which can only be read until it comes back under another id', async () => {
    await makeField();
    const deal = await client.create('/v1/deals', { title: 'Desks', custom_fields: { quote_number: 'Q-1' } });
    await uninstall();
    const kept = await workspace.get(`/v1/deals/${deal.id}`).expect(200);
    expect(kept.body.custom_fields).toEqual({ quote_number: 'Q-1' });
    const refused = await workspace
      .patch(`/v1/deals/${deal.id}`, { custom_fields: { quote_number: 'Q-2' } })
      .expect(422);
    expect(refused.body.errors[0]).toMatchObject({
      pointer: '/custom_fields/quote_number',
      code: 'read_only_field',
    });
    await workspace.patch(`/v1/deals/${deal.id}`, { custom_fields: { quote_number: 'Q-1' } }).expect(200);
    const { body } = await workspace.get('/v1/deals/fields/quote_number').expect(200);
    expect(body.writable).toBe(false);
    const again = await install(workspace, app);
    expect(again.id).not.toBe(id);
    await workspace.patch(`/v1/deals/${deal.id}`, { custom_fields: { quote_number: 'Q-2' } }).expect(200);
  });

  it('takes its fields along when the admin says so', async () => {
    await makeField();
    await uninstall({ data: 'delete' });
    await workspace.get('/v1/deals/fields/quote_number').expect(404);
  });

  it('finds its settings again, but for the secret ones', async () => {
    const values = { prefix: 'A-', api_key: 'hush' };
    await workspace.call('put', `/v1/installations/${id}/settings`).send({ values }).expect(200);
    await uninstall();
    const again = await install(workspace, app);
    const { body } = await workspace.get(`/v1/installations/${again.id}/settings`).expect(200);
    expect(body.values).toEqual({ prefix: 'A-' });
  });

  it('is gone, and cannot go again', async () => {
    await uninstall();
    const twice = await workspace.post(`/v1/installations/${id}/uninstall`, {}).expect(409);
    expect(twice.body.code).toBe('not_installed');
    await workspace.post(`/v1/installations/${id}/resume`).expect(409);
  });
});

describe('what is known of an app that is gone', () => {
  it('is forgotten at once when the admin says so, and the app acknowledges with 2xx', async () => {
    await workspace
      .call('put', `/v1/installations/${id}/settings`)
      .send({ values: { api_key: 'hush' } })
      .expect(200);
    const { installation } = await uninstall({ redact_now: true });
    expect(installation).toMatchObject({ state: 'redacted', redaction_acknowledged_at: null });
    expect((await fake.told('app.redact')).body.data).toMatchObject({ object: { id } });
    await soon(async () => {
      const { body } = await workspace.get(`/v1/installations/${id}`).expect(200);
      return body.redaction_acknowledged_at !== null;
    });
    const [row] = await api.sql<{ settings: object; secret_settings: string | null }>(
      'SELECT settings, secret_settings FROM installations WHERE id = $1',
      [stored('installation', id)],
    );
    expect(row).toEqual({ settings: {}, secret_settings: null });
    expect((await workspace.get('/v1/webhook-endpoints').expect(200)).body.data).toEqual([]);
  });

  it('is forgotten when its time has come', async () => {
    await uninstall();
    await api.sql(`UPDATE installation_lookups SET redact_at = now() - interval '1 second' WHERE id = $1`, [
      stored('installation', id),
    ]);
    await api.app.get(AppUpkeep, { strict: false }).redact(new Date());
    expect((await workspace.get(`/v1/installations/${id}`)).body.state).toBe('redacted');
  });

  it('stays as long as the app is installed', async () => {
    const refused = await workspace.post(`/v1/installations/${id}/redact`).expect(409);
    expect(refused.body.code).toBe('still_installed');
  });
});

describe('the settings of an app', () => {
  const put = (caller: ApiClient, values: Json) =>
    caller.call('put', `/v1/installations/${id}/settings`).send({ values });

  it('are held against its schema, with a pointer to each fault', async () => {
    const { body } = await put(workspace, { prefix: 'far too long', colour: 'red' }).expect(400);
    expect(body.errors.map(({ pointer, code }: Json) => [pointer, code]).sort()).toEqual([
      ['/values/colour', 'unknown_field'],
      ['/values/prefix', 'wrong_length'],
    ]);
  });

  it('keep what is secret for the app alone, and sealed', async () => {
    await put(workspace, { prefix: 'A-', api_key: 'hush' }).expect(200);
    expect((await workspace.get(`/v1/installations/${id}/settings`)).body.values).toEqual({
      prefix: 'A-',
      api_key: '***',
    });
    expect((await client.get(`/v1/installations/${id}/settings`)).body.values).toEqual({
      prefix: 'A-',
      api_key: 'hush',
    });
    const rows = await api.sql<{ text: string }>('SELECT row_to_json(i)::text AS text FROM installations i');
    expect(rows.map(({ text }) => text).join()).not.toContain('hush');
    await put(workspace, { prefix: 'B-', api_key: '***' }).expect(200);
    expect((await client.get(`/v1/installations/${id}/settings`)).body.values.api_key).toBe('hush');
    await fake.told('app.updated');
  });

  it('are those of their defaults until somebody sets them', async () => {
    expect((await workspace.get(`/v1/installations/${id}/settings`)).body.values).toEqual({ prefix: 'Q-' });
  });

  it('are nobody else’s', async () => {
    const stranger = api.as(await key(api, workspace, { scopes: ['apps:read'] }));
    await stranger.get(`/v1/installations/${id}/settings`).expect(403);
    await put(stranger, {}).expect(403);
  });
});

async function soon(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('It did not come to that.');
    await api.app.get(AppUpkeep, { strict: false }).redact(new Date());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
