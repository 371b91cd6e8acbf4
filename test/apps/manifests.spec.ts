import { Ajv2020 } from 'ajv/dist/2020.js';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { FakeApp } from './support/fake-app';
import { asApp, askForToken, holding, install, type Json, makeApp, manifestOf } from './support/made-app';

let api: TestApi;
let fake: FakeApp;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  fake = await FakeApp.start();
});
afterAll(async () => {
  await api.stop();
  await fake.stop();
});
beforeEach(async () => {
  workspace = await api.workspace();
});

const URL = 'https://quotes.example.com';

const faultsOf = async (manifest: unknown): Promise<[string, string][]> => {
  const { body } = await workspace.post('/v1/apps/validate', { manifest }).expect(200);
  expect(body.valid).toBe(body.errors.length === 0);
  return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
};

describe('the schema of manifests', () => {
  it('is published for everybody, and takes what the API takes', async () => {
    const { body } = await api.as(null).get('/schemas/app/1.json').expect(200);
    expect(body.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const validate = new Ajv2020({
      strictTypes: false,
      keywords: ['secret'],
      formats: { uri: true },
    }).compile(body);
    expect(validate(manifestOf(URL))).toBe(true);
    expect(validate({ ...manifestOf(URL), surprise: 1 })).toBe(false);
    expect(await faultsOf(manifestOf(URL))).toEqual([]);
  });
});

describe('a manifest that is wrong', () => {
  it.each<[string, Json, [string, string]]>([
    ['lacks its key', { key: undefined }, ['/key', 'required']],
    ['has a version that is none', { version: '1.0' }, ['/version', 'wrong_format']],
    ['has a field that nobody knows', { colour: 'red' }, ['/colour', 'unknown_field']],
    ['has an unknown category', { categories: ['toys'] }, ['/categories/0', 'not_a_choice']],
    [
      'gives no reason for a scope',
      { scopes: { required: [{ scope: 'deals:read' }] } },
      ['/scopes/required/0/reason', 'required'],
    ],
    [
      'asks for a scope that there is not',
      { scopes: { required: [{ scope: 'deals:own', reason: 'Why not' }] } },
      ['/scopes/required/0/scope', 'unknown_scope'],
    ],
    [
      'asks for a scope twice',
      {
        scopes: {
          required: [{ scope: 'deals:read', reason: 'So' }],
          optional: [{ scope: 'deals:read', reason: 'So' }],
        },
      },
      ['/scopes/optional/0/scope', 'duplicate'],
    ],
    [
      'listens to events that there are not',
      { webhooks: [{ url: URL, types: ['deal.sold'] }] },
      ['/webhooks/0/types/0', 'unknown_event_type'],
    ],
    [
      'filters by what there is not',
      { webhooks: [{ url: URL, types: ['deal.updated'], filter: { colour: 'red' } }] },
      ['/webhooks/0/filter/colour', 'unknown_field'],
    ],
    [
      'is told things at a place inside',
      { lifecycle_url: 'https://10.0.0.1/x' },
      ['/lifecycle_url', 'host_not_allowed'],
    ],
    [
      'is told things in clear',
      { lifecycle_url: 'http://quotes.example.com' },
      ['/lifecycle_url', 'scheme_not_allowed'],
    ],
    ['has an origin with a path', { origins: [`${URL}/app`] }, ['/origins/0', 'wrong_format']],
    [
      'has people sent back in clear',
      { redirect_uris: ['http://quotes.example.com/cb'] },
      ['/redirect_uris/0', 'invalid_redirect_uri'],
    ],
    [
      'shows a page of an origin that it does not declare',
      { extensions: { 'deal.form.section': [{ url: `${URL}/s`, title: 'Quotes' }] } },
      ['/extensions/deal.form.section/0/url', 'origin_not_declared'],
    ],
    [
      'checks deals that it may not see',
      { scopes: {}, extensions: { 'deal.form.before_save': { url: URL } } },
      ['/extensions/deal.form.before_save', 'scope_needed'],
    ],
    [
      'reads fields of what it may not see',
      { field_access: { contact: { reads: ['first_name'] } } },
      ['/field_access/contact/reads', 'scope_needed'],
    ],
    ['signs without keys', { auth: { method: 'private_key_jwt' } }, ['/auth/jwks', 'required']],
    [
      'needs a setting that it does not have',
      { settings: { type: 'object', properties: {}, required: ['prefix'] } },
      ['/settings/required/0', 'unknown_field'],
    ],
    [
      'has a setting whose default does not fit',
      { settings: { type: 'object', properties: { most: { type: 'integer', maximum: 5, default: 9 } } } },
      ['/settings/properties/most/default', 'too_large'],
    ],
    [
      'has a slot that there is not',
      { extensions: { 'deal.moon': {} } },
      ['/extensions/deal.moon', 'unknown_field'],
    ],
  ])('%s', async (_, more, fault) => {
    expect(await faultsOf(JSON.parse(JSON.stringify(manifestOf(URL, more))))).toContainEqual(fault);
  });

  it('is not pushed, and the faults say where they are in the request', async () => {
    const { body } = await workspace
      .post('/v1/apps', { manifest: manifestOf(URL, { colour: 'red' }) })
      .expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/manifest/colour', code: 'unknown_field' }]);
  });
});

describe('a private app', () => {
  it('shows its secrets once, and takes a key of its own in its workspace', async () => {
    const made = await workspace.create('/v1/apps', { manifest: manifestOf(URL) });
    expect(made).toMatchObject({
      key: 'quote-builder',
      kind: 'private',
      version: '1.0.0',
      review: { state: 'draft' },
    });
    expect(made.client_secret).toMatch(/^dw_cs_/);
    expect(made.signing_secret).toMatch(/^whsec_/);
    const { text } = await workspace.get(`/v1/apps/${made.id}`).expect(200);
    expect(text).not.toContain(String(made.client_secret));
    expect(text).not.toContain(String(made.signing_secret));
    const twice = await workspace.post('/v1/apps', { manifest: manifestOf(URL) }).expect(409);
    expect(twice.body.code).toBe('app_key_taken');
    const other = await api.workspace();
    await other.create('/v1/apps', { manifest: manifestOf(URL) });
    await other.get(`/v1/apps/${made.id}`).expect(404);
  });

  it('has versions that only rise, and stay as they were pushed', async () => {
    const { id } = await makeApp(workspace, manifestOf(URL));
    const push = (more: Json) =>
      workspace.post(`/v1/apps/${id}/versions`, { manifest: manifestOf(URL, more) });
    expect((await push({}).expect(400)).body.errors[0].code).toBe('version_not_greater');
    expect((await push({ version: '0.9.0' }).expect(400)).body.errors[0].pointer).toBe('/manifest/version');
    expect((await push({ version: '2.0.0', key: 'another' }).expect(400)).body.errors[0].code).toBe(
      'key_differs',
    );
    await push({ version: '1.1.0', name: 'Quotes' }).expect(200);
    const { body } = await workspace.get(`/v1/apps/${id}/versions`).expect(200);
    expect(body.data.map(({ version, manifest }: Json) => [version, (manifest as Json).name])).toEqual([
      ['1.1.0', 'Quotes'],
      ['1.0.0', 'Quote builder'],
    ]);
    expect((await workspace.get(`/v1/apps/${id}`)).body).toMatchObject({
      name: 'Quotes',
      version: '1.1.0',
      revision: 2,
    });
  });

  it('says before it is pushed what changes, and which permissions grow', async () => {
    const { id } = await makeApp(
      workspace,
      manifestOf(URL, { field_access: { deal: { reads: ['title'] } } }),
    );
    const next = manifestOf(URL, {
      version: '1.1.0',
      name: 'Quotes',
      scopes: {
        required: [
          { scope: 'deals:read', reason: 'To fill quotes.' },
          { scope: 'deals:write', reason: 'To write totals.' },
          { scope: 'contacts:read', reason: 'To address quotes.' },
        ],
      },
      field_access: { deal: { reads: ['title', 'amount'] } },
    });
    const { body } = await workspace.post('/v1/apps/quote-builder/diff', { manifest: next }).expect(200);
    expect(body).toMatchObject({ from_version: '1.0.0', to_version: '1.1.0' });
    expect(body.changes).toContainEqual({ pointer: '/name', from: 'Quote builder', to: 'Quotes' });
    expect(body.permissions).toEqual({
      grow: true,
      scopes_added: [{ scope: 'contacts:read', reason: 'To address quotes.', required: true }],
      scopes_removed: [],
      scopes_required: ['deals:write'],
      fields_added: { deal: { reads: ['amount'] } },
    });
    expect((await workspace.get(`/v1/apps/${id}`)).body.version).toBe('1.0.0');
  });

  it('is all new to whoever has none', async () => {
    const { body } = await workspace
      .post('/v1/apps/quote-builder/diff', { manifest: manifestOf(URL) })
      .expect(200);
    expect(body).toMatchObject({ from_version: null, permissions: { grow: true } });
  });
});

describe('another version of an app', () => {
  it('rolls out at once, but for what it may do beyond the one before, which waits for an admin', async () => {
    const access = (reads: string[]) => ({ deal: { reads } });
    const app = await makeApp(workspace, manifestOf('', { field_access: access(['title']) }));
    const { id } = await install(workspace, app);
    const scopes = {
      required: [
        { scope: 'deals:read', reason: 'To fill quotes.' },
        { scope: 'contacts:read', reason: 'To address quotes.' },
      ],
    };
    const next = manifestOf('', {
      version: '2.0.0',
      name: 'Quotes',
      scopes,
      field_access: access(['title', 'amount']),
    });
    await workspace.post(`/v1/apps/${app.id}/versions`, { manifest: next }).expect(200);
    const seen = (await workspace.get(`/v1/installations/${id}`).expect(200)).body;
    expect(seen).toMatchObject({
      app_name: 'Quotes',
      app_version: '2.0.0',
      scopes: ['deals:read'],
      pending_scopes: ['contacts:read'],
      field_access: access(['title']),
      pending_field_access: access(['amount']),
    });
    const narrow = await holding(api, workspace, ['apps:manage']);
    const refused = await narrow.post(`/v1/installations/${id}/approve`).expect(403);
    expect(refused.body.required_scope).toBe('contacts:read');
    const client = await asApp(api, app, id);
    await client.get('/v1/contacts').expect(403);
    const approved = await workspace.post(`/v1/installations/${id}/approve`).expect(200);
    expect(approved.body).toMatchObject({
      scopes: ['contacts:read', 'deals:read'],
      pending_scopes: [],
      field_access: access(['title', 'amount']),
      pending_field_access: {},
    });
    await (await asApp(api, app, id)).get('/v1/contacts').expect(200);
  });
});

describe('a secret of an app', () => {
  it('can be replaced, and the one before works as long as the overlap says', async () => {
    const app = await makeApp(workspace, manifestOf(''));
    const { id } = await install(workspace, app);
    const rotate = (overlap_seconds: number) =>
      workspace.post(`/v1/apps/${app.id}/rotate-secret`, { secret: 'client', overlap_seconds }).expect(200);
    const { body } = await rotate(60);
    expect(body.signing_secret).toBeNull();
    const fresh = { ...app, clientSecret: String(body.client_secret) };
    expect((await askForToken(api, fresh, id)).status).toBe(200);
    expect((await askForToken(api, app, id)).status).toBe(200);
    await rotate(0);
    expect((await askForToken(api, fresh, id)).status).toBe(401);
    expect((await askForToken(api, app, id)).status).toBe(401);
  });

  it('signs along with the one before', async () => {
    const extensions = { 'deal.form.before_save': { url: `${fake.url}/check` } };
    const app = await makeApp(workspace, manifestOf('', { extensions }), fake);
    await install(workspace, app);
    const { body } = await workspace
      .post(`/v1/apps/${app.id}/rotate-secret`, { secret: 'signing' })
      .expect(200);
    await workspace.create('/v1/deals', { title: 'Desks' });
    fake.secrets = [String(body.signing_secret)];
    await workspace.create('/v1/deals', { title: 'Chairs' });
    expect(fake.at('/check').map(({ headers }) => headers['webhook-signature']?.split(' ').length)).toEqual([
      2, 2,
    ]);
  });
});
