import { AppUpkeepModule } from '@ecosystem/apps';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { CREDENTIALS, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { FakeApp } from './support/fake-app';
import { asApp, askForToken, holding, install, type MadeApp, makeApp, manifestOf } from './support/made-app';

let api: TestApi;
let workspace: TestWorkspace;
let fake: FakeApp;
let app: MadeApp;

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
  app = await makeApp(workspace, manifestOf(fake.url), fake);
});

describe('an app that is installed', () => {
  it('is told so by a signed event with its place in the log', async () => {
    const { id } = await install(workspace, app);
    const { body } = await fake.told('app.installed');
    expect(body).toMatchObject({
      workspace_id: workspace.workspace_id,
      data: { object: { id, state: 'pending_setup', scopes: ['deals:read'] } },
    });
    expect(body.sequence).toEqual(expect.any(Number));
  });

  it('has tokens that work before it is ready, and is active once it says so', async () => {
    const { id } = await install(workspace, app);
    const client = await asApp(api, app, id);
    expect((await client.get('/v1/me').expect(200)).body.installation).toMatchObject({
      id,
      state: 'pending_setup',
      scopes: ['deals:read'],
    });
    await client.post(`/v1/installations/${id}/ready`).expect(200);
    expect((await client.get('/v1/me').expect(200)).body.installation.state).toBe('active');
  });

  it('alone can say that it is ready', async () => {
    const { id } = await install(workspace, app);
    const refused = await workspace.post(`/v1/installations/${id}/ready`).expect(403);
    expect(refused.body.code).toBe('not_the_app');
  });

  it('is granted what it needs, and of the rest what the admin chose', async () => {
    const { id } = await install(workspace, app, { optional_scopes: ['deals:write'] });
    const client = await asApp(api, app, id);
    await client.post('/v1/deals', { title: 'Desks' }).expect(201);
    await workspace.patch(`/v1/installations/${id}`, { optional_scopes: [] }).expect(200);
    const elsewhere = await api.another();
    const refused = await elsewhere.as(client.token).post('/v1/deals', { title: 'Chairs' }).expect(403);
    expect(refused.body.required_scope).toBe('deals:write');
    await elsewhere.app.close();
    expect((await workspace.get(`/v1/installations/${id}`)).body.scopes).toEqual(['deals:read']);
  });

  it('gets nothing from somebody who has less', async () => {
    const narrow = await holding(api, workspace, ['apps:manage']);
    const refused = await narrow.post('/v1/installations', { app_id: app.id }).expect(403);
    expect(refused.body).toMatchObject({ code: 'missing_scope', required_scope: 'deals:read' });
  });

  it('cannot be installed twice, nor with a scope that it does not offer', async () => {
    const wrong = { app_id: app.id, optional_scopes: ['leads:read'] };
    const refused = await workspace.post('/v1/installations', wrong).expect(422);
    expect(refused.body.errors[0]).toMatchObject({
      pointer: '/optional_scopes/0',
      code: 'scope_not_requested',
    });
    await install(workspace, app);
    const twice = await workspace.post('/v1/installations', { app_id: app.id }).expect(409);
    expect(twice.body.code).toBe('already_installed');
  });

  it('of another workspace, and private, is as good as none', async () => {
    const other = await api.workspace();
    const refused = await other.post('/v1/installations', { app_id: app.id }).expect(422);
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/app_id', code: 'unknown_reference' });
  });
});

describe('a member without the right', () => {
  it('asks for an app, which an admin installs under the id of the request', async () => {
    const member = await holding(api, workspace, ['apps:read', 'apps:request']);
    await member.post('/v1/installations', { app_id: app.id }).expect(403);
    const asked = await member.create('/v1/installation-requests', {
      app_id: app.id,
      reason: 'Quotes by hand',
    });
    expect(asked).toMatchObject({ state: 'requested', request_reason: 'Quotes by hand' });
    const again = await member.post('/v1/installation-requests', { app_id: app.id }).expect(409);
    expect(again.body.code).toBe('already_requested');
    await member.post(`/v1/installation-requests/${asked.id}/approve`).expect(403);
    const approved = await workspace.post(`/v1/installation-requests/${asked.id}/approve`, {}).expect(200);
    expect(approved.body).toMatchObject({ id: asked.id, state: 'pending_setup', scopes: ['deals:read'] });
    await asApp(api, app, asked.id);
  });

  it('finds apps and asks for one with any role, and cannot install it', async () => {
    const token = await CREDENTIALS['a member who uses an app']?.(api, workspace, api.scopes());
    const member = api.as(token ?? null);
    await api.sql(`UPDATE members SET role = 'sales' WHERE workspace_id = $1`, [
      stored('workspace', workspace.workspace_id),
    ]);
    const { body } = await member.get('/v1/marketplace/apps').expect(200);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([app.id]);
    await member.post('/v1/installations', { app_id: app.id }).expect(403);
    await member.create('/v1/installation-requests', { app_id: app.id });
  });

  it('is told no with a reason, and can ask again', async () => {
    const asked = await workspace.create('/v1/installation-requests', { app_id: app.id });
    const declined = await workspace
      .post(`/v1/installation-requests/${asked.id}/decline`, { reason: 'Not now' })
      .expect(200);
    expect(declined.body).toMatchObject({ state: 'declined', state_reason: 'Not now' });
    const late = await workspace.post(`/v1/installation-requests/${asked.id}/approve`, {}).expect(409);
    expect(late.body.code).toBe('request_answered');
    await workspace.create('/v1/installation-requests', { app_id: app.id });
    expect((await askForToken(api, app, asked.id)).status).toBe(400);
  });
});

describe('an app that is suspended', () => {
  it('has no tokens that work, and gets new ones when it runs again', async () => {
    const { id } = await install(workspace, app);
    const client = await asApp(api, app, id);
    await client.post(`/v1/installations/${id}/ready`).expect(200);
    await workspace.post(`/v1/installations/${id}/suspend`, { reason: 'Wrong amounts' }).expect(200);
    const elsewhere = await api.another();
    await elsewhere.as(client.token).get('/v1/me').expect(401);
    expect((await askForToken(api, app, id)).status).toBe(400);
    expect((await fake.told('app.suspended')).body.data).toMatchObject({
      object: { state_reason: 'Wrong amounts' },
    });
    expect((await workspace.post(`/v1/installations/${id}/resume`).expect(200)).body.state).toBe('active');
    await fake.told('app.resumed');
    await elsewhere.as(client.token).get('/v1/me').expect(401);
    await asApp(api, app, id);
    await elsewhere.app.close();
  });

  it('is sent afterwards what happened meanwhile', async () => {
    const webhooks = [{ url: `${fake.url}/events`, types: ['deal.created'] }];
    const other = await makeApp(workspace, manifestOf(fake.url, { key: 'events-app', webhooks }), fake);
    const { id } = await install(workspace, other);
    await workspace.post(`/v1/installations/${id}/suspend`, {}).expect(200);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Meanwhile' });
    await fake.told('app.suspended');
    expect(fake.at('/events')).toEqual([]);
    await workspace.post(`/v1/installations/${id}/resume`).expect(200);
    const { body } = await fake.until(({ path }) => path === '/events');
    expect(body.data).toMatchObject({ object: { id: deal } });
  });

  it('has its endpoints stand still until it is resumed, and only those go on that stood still with it', async () => {
    const webhooks = ['first', 'second'].map((name) => ({
      url: `${fake.url}/${name}`,
      types: ['deal.created'],
    }));
    const other = await makeApp(workspace, manifestOf(fake.url, { key: 'still-app', webhooks }), fake);
    const { id } = await install(workspace, other);
    const endpoints = async () => {
      const { body } = await workspace.get('/v1/webhook-endpoints').expect(200);
      return body.data.filter(
        (one: Endpoint) => one.installation_id === id && !one.url.endsWith('/lifecycle'),
      );
    };
    const states = async () =>
      (await endpoints()).map(({ state, state_reason: reason }: Endpoint) => [state, reason]);
    const [one] = await endpoints();
    await workspace.post(`/v1/webhook-endpoints/${one.id}/pause`, {}).expect(200);
    await workspace.post(`/v1/installations/${id}/suspend`, {}).expect(200);
    expect(await states()).toEqual([
      ['paused', null],
      ['paused', 'app_suspended'],
    ]);
    const [, still] = await endpoints();
    const refused = await workspace.post(`/v1/webhook-endpoints/${still.id}/resume`, {}).expect(409);
    expect(refused.body.code).toBe('app_suspended');
    await workspace.post(`/v1/installations/${id}/resume`).expect(200);
    expect(await states()).toEqual([
      ['paused', null],
      ['active', null],
    ]);
  });
});

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly installation_id: string | null;
  readonly state: string;
  readonly state_reason: string | null;
}

describe('the webhooks of an app', () => {
  it('are told as much, and in the order, that the manifest asks for, also when its next version asks anew', async () => {
    const webhook = { url: `${fake.url}/events`, types: ['deal.*'] };
    const manifest = (version: string, more: object) =>
      manifestOf(fake.url, { key: 'thin-app', version, webhooks: [{ ...webhook, ...more }] });
    const other = await makeApp(workspace, manifest('1.0.0', { payload: 'thin', ordering: 'record' }), fake);
    const { id } = await install(workspace, other);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Told thinly' });
    const { body } = await fake.until(({ path }) => path === '/events');
    expect(body).toMatchObject({
      payload: 'thin',
      data: { object: { id: deal, type: 'deal' }, changes: {} },
    });
    const path = `/v1/apps/${other.id}/versions`;
    const wrong = await workspace
      .post(path, { manifest: manifest('1.1.0', { fields: ['colour'] }) })
      .expect(400);
    expect(wrong.body.errors).toMatchObject([
      { pointer: '/manifest/webhooks/0/fields/0', code: 'unknown_field' },
    ]);
    await workspace.post(path, { manifest: manifest('1.1.0', { fields: ['title'] }) }).expect(200);
    const { body: list } = await workspace.get('/v1/webhook-endpoints').expect(200);
    expect(
      list.data.find((one: Endpoint) => one.installation_id === id && one.url.endsWith('/events')),
    ).toMatchObject({
      payload: 'full',
      fields: ['title'],
      ordering: 'none',
    });
  });

  it('see what its scopes allow, and are managed by its manifest', async () => {
    const narrow = [{ url: `${fake.url}/events`, types: ['deal.created', 'lead.created'] }];
    const other = await makeApp(workspace, manifestOf(fake.url, { key: 'narrow', webhooks: narrow }), fake);
    const { id } = await install(workspace, other);
    await workspace.create('/v1/leads', { title: 'Not for it' });
    const { id: deal } = await workspace.create('/v1/deals', { title: 'For it' });
    const { body } = await fake.until(({ path }) => path === '/events');
    expect(body).toMatchObject({ type: 'deal.created', data: { object: { id: deal } } });
    const { body: list } = await workspace.get('/v1/webhook-endpoints').expect(200);
    const own = list.data.find((endpoint: { url: string }) => endpoint.url.endsWith('/events'));
    expect(own.installation_id).toBe(id);
    const refused = await workspace.delete(`/v1/webhook-endpoints/${own.id}`).expect(409);
    expect(refused.body.code).toBe('managed_by_app');
  });
});
