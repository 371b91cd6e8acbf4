import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { AppUpkeep, AppUpkeepModule, OperatorApps, OperatorAppsModule } from '@ecosystem/apps';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import { Settings } from '@platform/config';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { FakeApp } from './support/fake-app';
import { install, type Json, type MadeApp, makeApp, manifestOf } from './support/made-app';

const run = promisify(execFile);

let api: TestApi;
let fake: FakeApp;
let makers: TestWorkspace;
let clients: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule, AppUpkeepModule, OperatorAppsModule]);
  fake = await FakeApp.start();
});
afterAll(async () => {
  await api.stop();
  await fake.stop();
});
beforeEach(async () => {
  fake.forget();
  [makers, clients] = await Promise.all([api.workspace(), api.workspace()]);
});

let made = 0;

/** An app of the makers with a key that no other has. */
function newManifest(more: Json = {}): Json {
  made += 1;
  return manifestOf(fake.url, { key: `app-${made}`, name: `Quotes ${made}`, ...more });
}

/** What the operator's commands do, without their process. */
const operators = () => api.app.get(OperatorApps, { strict: false });

/** What an operator types, and what is printed. */
async function operator(...args: string[]): Promise<string> {
  const { databaseUrl, masterKey } = api.app.get(Settings);
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    DEALWRIGHT_MASTER_KEY: masterKey?.toString('base64'),
  };
  const { stdout } = await run(process.execPath, ['dist/apps/admin/main.js', ...args], { env });
  return stdout;
}

async function published(manifest = newManifest()): Promise<MadeApp> {
  const app = await makeApp(makers, manifest, fake);
  await makers.post(`/v1/apps/${app.id}/submit`).expect(200);
  await operators().approve(app.id, new Date());
  return app;
}

const found = async (query: string): Promise<string[]> =>
  (await clients.get(`/v1/marketplace/apps?${query}`).expect(200)).body.data.map(({ id }: Created) => id);

describe('an app on its way into the marketplace', () => {
  it('waits for the operator once it was submitted, and keeps its client id', async () => {
    const app = await makeApp(makers, newManifest(), fake);
    const submitted = await makers.post(`/v1/apps/${app.id}/submit`).expect(200);
    expect(submitted.body.review).toMatchObject({ state: 'submitted' });
    expect(await found('q=quotes')).not.toContain(app.id);
    expect(await operator('apps', 'list')).toContain(app.id);
    await operator('apps', 'approve', app.id);
    const { body } = await makers.get(`/v1/apps/${app.id}`).expect(200);
    expect(body).toMatchObject({
      client_id: app.clientId,
      kind: 'marketplace',
      review: { state: 'approved' },
    });
    expect(await found('q=quotes')).toContain(app.id);
    const again = await makers.post(`/v1/apps/${app.id}/submit`).expect(409);
    expect(again.body.code).toBe('app_not_submittable');
    await expect(operator('apps', 'approve', app.id)).rejects.toThrow('it is not waiting for a review');
    await expect(operator('apps', 'reject', app.id)).rejects.toThrow('Say why');
  });

  it('can be rejected with a reason, and submitted again', async () => {
    const app = await makeApp(makers, newManifest(), fake);
    await makers.post(`/v1/apps/${app.id}/submit`).expect(200);
    await operators().reject(app.id, { reason: 'No privacy policy', now: new Date() });
    const { body } = await makers.get(`/v1/apps/${app.id}`).expect(200);
    expect(body.review).toMatchObject({ state: 'rejected', reason: 'No privacy policy' });
    await makers.post(`/v1/apps/${app.id}/submit`).expect(200);
  });

  it('is submitted anew when another version was pushed meanwhile', async () => {
    const manifest = newManifest();
    const app = await makeApp(makers, manifest, fake);
    await makers.post(`/v1/apps/${app.id}/submit`).expect(200);
    await makers
      .post(`/v1/apps/${app.id}/versions`, { manifest: { ...manifest, version: '1.1.0' } })
      .expect(200);
    await expect(operators().approve(app.id, new Date())).rejects.toThrow('not waiting for a review');
  });

  it('must refuse what is not signed by us, and its pages must answer', async () => {
    const careless = createServer((request, response) => {
      response.writeHead(request.method === 'GET' ? 404 : 200).end();
    });
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(careless.address() as AddressInfo).port}`;
    const extensions = {
      'deal.form.before_save': { url: `${url}/check` },
      'deal.form.section': [{ url: `${url}/section`, title: 'Quotes' }],
    };
    const app = await makeApp(
      makers,
      newManifest({ lifecycle_url: `${url}/life`, origins: [url], extensions }),
    );
    const refused = await makers.post(`/v1/apps/${app.id}/submit`).expect(422);
    careless.close();
    expect(refused.body.errors.map(({ pointer, code }: Json) => [pointer, code]).sort()).toEqual([
      ['/extensions/deal.form.before_save/url', 'check_failed'],
      ['/extensions/deal.form.section/0/url', 'check_failed'],
      ['/lifecycle_url', 'check_failed'],
    ]);
    expect((await makers.get(`/v1/apps/${app.id}`)).body.review.state).toBe('draft');
  });
});

describe('the marketplace', () => {
  it('is searched by words, category and publisher, and tells permissions and history', async () => {
    const publisher = { name: 'Zoë & Söhne' };
    const app = await published(newManifest({ publisher, categories: ['documents'], name: 'Angebote PLUS' }));
    expect(await found('q=angebote%20plus')).toEqual([app.id]);
    expect(await found('publisher=zoe%20%26%20sohne')).toEqual([app.id]);
    expect(await found('q=plus&category=documents')).toEqual([app.id]);
    expect(await found('q=plus&category=calls')).toEqual([]);
    const { body } = await clients.get(`/v1/marketplace/apps/${app.id}`).expect(200);
    expect(body).toMatchObject({
      publisher: { name: 'Zoë & Söhne', url: null },
      permissions: { required: [{ scope: 'deals:read', reason: 'To fill quotes.' }] },
      versions: [{ version: '1.0.0' }],
    });
    await clients.get(`/v1/apps/${app.id}`).expect(404);
  });

  it('shows the private apps of a workspace to nobody else', async () => {
    const { id } = await makeApp(makers, newManifest());
    expect(await found('limit=500')).not.toContain(id);
    await clients.get(`/v1/marketplace/apps/${id}`).expect(404);
    await makers.get(`/v1/marketplace/apps/${id}`).expect(200);
  });
});

describe('a listed app', () => {
  it('is installed by any workspace, and rolled out to it by the worker', async () => {
    const manifest = newManifest();
    const app = await published(manifest);
    const { id } = await install(clients, app);
    const scopes = {
      required: [
        { scope: 'deals:read', reason: 'To fill quotes.' },
        { scope: 'contacts:read', reason: 'To address quotes.' },
      ],
    };
    await makers
      .post(`/v1/apps/${app.id}/versions`, { manifest: { ...manifest, version: '1.1.0', scopes } })
      .expect(200);
    await api.app.get(AppUpkeep, { strict: false }).rollOut(new Date());
    const { body } = await clients.get(`/v1/installations/${id}`).expect(200);
    expect(body).toMatchObject({
      app_version: '1.1.0',
      scopes: ['deals:read'],
      pending_scopes: ['contacts:read'],
    });
    expect((await fake.told('app.updated')).body).toMatchObject({
      workspace_id: clients.workspace_id,
      data: { object: { id, pending_scopes: ['contacts:read'] } },
    });
  });

  it('gets its events signed with another secret once the operator has replaced it', async () => {
    const app = await published();
    const secret = await operators().rotate(app.id, 'signing', new Date());
    expect(secret).toMatch(/^whsec_/);
    fake.secrets = [secret];
    await install(clients, app);
    await fake.told('app.installed');
  });
});

describe('the manifests that an operator names', () => {
  it('are in the marketplace after a start, once, and followed when they rise', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dealwright-apps-'));
    const file = join(folder, 'crm-app.json');
    const manifest = newManifest();
    const write = (version: string, more: Json = {}) =>
      writeFileSync(file, JSON.stringify({ ...manifest, version, ...more }));
    write('1.0.0');
    const first = await TestApi.start([], { appManifests: [file] });
    const workspace = await first.workspace();
    const versions = async (from: TestApi) => {
      const { body } = await from
        .as(workspace.token)
        .get(`/v1/marketplace/apps?q=${String(manifest.key)}`)
        .expect(200);
      return body.data.map(({ version }: Json) => version);
    };
    expect(await versions(first)).toEqual(['1.0.0']);
    const second = await first.another();
    expect(await versions(second)).toEqual(['1.0.0']);
    await second.app.close();
    write('1.1.0');
    const third = await first.another();
    expect(await versions(third)).toEqual(['1.1.0']);
    await third.app.close();
    write('1.1.0', { name: 'Another name' });
    await expect(first.another()).rejects.toThrow('versions never change');
    write('1.2.0', { colour: 'red' });
    await expect(first.another()).rejects.toThrow('/colour');
    await first.stop();
    rmSync(folder, { recursive: true });
  });
});
