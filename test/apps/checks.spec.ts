import { BulkUpdateWorkerModule } from '@crm/bulk-updates';
import { Module } from '@nestjs/common';

import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

import { CLIENT_TYPES } from '../../apps/client-types';
import { until } from '../events/support/until';
import { CREDENTIALS, key, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Answer, FakeApp, type Got } from './support/fake-app';
import { install, type Json, makeApp, manifestOf } from './support/made-app';

@Module({ imports: [BulkUpdateWorkerModule.forTypes(CLIENT_TYPES)] })
class Worker {}

let api: TestApi;
let fake: FakeApp;
let workspace: TestWorkspace;
let id: string;

beforeAll(async () => {
  api = await TestApi.start([Worker]);
  fake = await FakeApp.start();
});
afterAll(async () => {
  await api.stop();
  await fake.stop();
});
beforeEach(async () => {
  fake.forget();
  workspace = await api.workspace();
  id = await withChecks();
});

/** Makes and installs an app that checks deals, which needs no setting up. */
async function withChecks(more: Json = {}): Promise<string> {
  const extensions = {
    'deal.form.before_save': { url: `${fake.url}/check` },
    'deal.stage_gate': { url: `${fake.url}/gate`, stages: ['won'] },
  };
  const app = await makeApp(workspace, manifestOf('', { extensions, ...more }), fake);
  return (await install(workspace, app)).id;
}

interface Draft extends Json {
  readonly id: string;
  readonly title: string;
}

const draftsOf = ({ body }: Got): readonly Draft[] => body.drafts as readonly Draft[];
const titlesAt = (path: string): string[][] =>
  fake.at(path).map((got) => draftsOf(got).map(({ title }) => title));

/** Says no to every draft whose title has a word. */
const refusing =
  (word: string) =>
  (got: Got): Answer => ({
    body: {
      results: draftsOf(got).map(({ title }) => ({
        errors: title.includes(word)
          ? [{ pointer: '/title', code: 'too_cheap', detail: 'Nobody sells that cheaply' }]
          : [],
      })),
    },
  });

const FAULT = { pointer: '/title', code: 'too_cheap', detail: 'Nobody sells that cheaply (Quote builder)' };

const winning = async (): Promise<string> => {
  const { body } = await workspace.get('/v1/pipelines?object=deal').expect(200);
  const { body: stages } = await workspace.get(`/v1/pipelines/${body.data[0].id}/stages`).expect(200);
  return stages.data.find(({ group }: { group: string }) => group === 'won').id as string;
};

describe('an app that checks deals before they are stored', () => {
  it('is shown them as they would be, in a signed request', async () => {
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Desks' });
    const [got] = fake.at('/check');
    expect(got?.body).toMatchObject({
      type: 'deal.form.before_save',
      workspace_id: workspace.workspace_id,
      installation_id: id,
      validate_only: false,
      drafts: [{ title: 'Desks', version: 1 }],
    });
    await workspace.patch(`/v1/deals/${deal}`, { title: 'Chairs' }).expect(200);
    expect(draftsOf(fake.at('/check')[1] as Got)).toMatchObject([{ id: deal, title: 'Chairs', version: 2 }]);
  });

  it('refuses with a pointer, and nothing is stored', async () => {
    fake.answers = { '/check': refusing('Cheap') };
    const refused = await workspace.post('/v1/deals', { title: 'Cheap desks' }).expect(422);
    expect(refused.body.errors).toEqual([FAULT]);
    expect((await workspace.get('/v1/deals')).body.data).toEqual([]);
  });

  it('is asked about all deals of a bulk at once, and refuses some of them', async () => {
    fake.answers = { '/check': refusing('Cheap') };
    const operations = ['Desks', 'Cheap desks', 'Chairs'].map((title) => ({ op: 'create', data: { title } }));
    const { body } = await workspace.post('/v1/deals/batch', { operations }).expect(200);
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 201]);
    expect(body.results[1].problem.errors).toEqual([{ ...FAULT, pointer: '/operations/1/data/title' }]);
    expect(titlesAt('/check')).toEqual([['Desks', 'Cheap desks', 'Chairs']]);
  });

  it('is asked by at most 100 drafts a call', async () => {
    const operations = Array.from({ length: 150 }, (_, at) => ({
      op: 'create',
      data: { title: `Deal ${at}` },
    }));
    await workspace.post('/v1/deals/batch', { operations }).expect(200);
    expect(
      titlesAt('/check')
        .map((titles) => titles.length)
        .sort(),
    ).toEqual([100, 50].sort());
  });

  it('is asked in a batch across objects', async () => {
    fake.answers = { '/check': refusing('Cheap') };
    const operations = [
      { object: 'company', op: 'create', key: 'c', data: { name: 'Client' } },
      { object: 'deal', op: 'create', data: { title: 'Cheap desks', company_id: { $ref: 'c.id' } } },
    ];
    const { body } = await workspace.post('/v1/batch', { atomic: false, operations }).expect(200);
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422]);
  });

  it('is asked by bulk updates that run in the background', async () => {
    await workspace.create('/v1/deals', { title: 'Desks' });
    await workspace.create('/v1/deals', { title: 'Chairs' });
    fake.answers = { '/check': refusing('Chairs') };
    const started = await workspace
      .post('/v1/deals/bulk-update', { filter: {}, data: { comment: 'Seen' } })
      .expect(202);
    const ended = await end(started.body.id as string);
    expect(ended).toMatchObject({ state: 'finished' });
    const { body } = await workspace.get('/v1/deals?sort=created_at').expect(200);
    expect(body.data.map(({ comment }: Json) => comment)).toEqual(['Seen', null]);
  });

  it('is asked about the deal that a lead becomes', async () => {
    fake.answers = { '/check': refusing('Cheap') };
    const lead = await workspace.create('/v1/leads', { title: 'Cheap desks', company_name: 'Client' });
    await workspace.post(`/v1/leads/${lead.id}/convert`, { deal: true }).expect(422);
    expect((await workspace.get('/v1/deals')).body.data).toEqual([]);
  });

  it('is asked when a write is only tried, and told so', async () => {
    await workspace.post('/v1/deals?validate_only=true', { title: 'Desks' }).expect(201);
    expect(fake.at('/check')[0]?.body.validate_only).toBe(true);
  });

  it('is not asked about other workspaces, nor about other records', async () => {
    const other = await api.workspace();
    await other.create('/v1/deals', { title: 'Elsewhere' });
    await workspace.create('/v1/leads', { title: 'Somebody' });
    expect(fake.got).toEqual([]);
  });

  it('sees no fields but those that its manifest names', async () => {
    workspace = await api.workspace();
    await workspace.create('/v1/deals/fields', { key: 'colour', name: 'Colour', type: 'text' });
    await workspace.create('/v1/deals/fields', { key: 'size', name: 'Size', type: 'text' });
    const field_access = { deal: { reads: ['title', 'custom_fields.colour'] } };
    await withChecks({ field_access });
    const custom_fields = { colour: 'red', size: 'L' };
    await workspace.create('/v1/deals', { title: 'Desks', comment: 'Secret', custom_fields });
    const [draft] = draftsOf(fake.at('/check')[0] as Got);
    expect(draft).toMatchObject({ title: 'Desks', custom_fields: { colour: 'red' } });
    expect(Object.keys(draft ?? {})).not.toContain('comment');
    expect(draft?.custom_fields).toEqual({ colour: 'red' });
  });
});

describe('a version that begins to check deals', () => {
  it('is asked once an admin has let it see them', async () => {
    workspace = await api.workspace();
    const app = await makeApp(workspace, manifestOf('', { scopes: {} }), fake);
    const installation = await install(workspace, app);
    const extensions = { 'deal.form.before_save': { url: `${fake.url}/check` } };
    const next = manifestOf('', { version: '2.0.0', extensions });
    await workspace.post(`/v1/apps/${app.id}/versions`, { manifest: next }).expect(200);
    await workspace.create('/v1/deals', { title: 'Not to be seen' });
    expect(fake.got).toEqual([]);
    await workspace.post(`/v1/installations/${installation.id}/approve`).expect(200);
    await workspace.create('/v1/deals', { title: 'Desks' });
    expect(titlesAt('/check')).toEqual([['Desks']]);
  });
});

describe('an app at the gate of a stage', () => {
  it('is asked when a deal comes there, and not when it only changes there', async () => {
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Desks' });
    expect(fake.at('/gate')).toEqual([]);
    const stage_id = await winning();
    fake.answers = {
      '/gate': () => ({ body: { results: [{ errors: [{ ...FAULT, detail: 'Not signed' }] }] } }),
    };
    const refused = await workspace.patch(`/v1/deals/${deal}`, { stage_id }).expect(422);
    expect(refused.body.errors[0].detail).toBe('Not signed (Quote builder)');
    fake.answers = {};
    await workspace.patch(`/v1/deals/${deal}`, { stage_id }).expect(200);
    await workspace.patch(`/v1/deals/${deal}`, { title: 'Chairs' }).expect(200);
    expect(fake.at('/gate')).toHaveLength(2);
  });
});

describe('an app that does not answer', () => {
  it('lets writes pass, which is noted, unless the workspace wants them blocked', async () => {
    fake.answers = { '/check': () => 'hang' };
    await workspace.create('/v1/deals', { title: 'Desks' });
    const { body } = await workspace.get(`/v1/installations/${id}/calls`).expect(200);
    expect(body.data[0]).toMatchObject({
      slot: 'deal.form.before_save',
      outcome: 'unanswered',
      error: 'timeout',
      drafts: 1,
      refused: 0,
    });
    await workspace.patch(`/v1/installations/${id}`, { unanswered_checks: 'block' }).expect(200);
    const blocked = await workspace.post('/v1/deals', { title: 'Chairs' }).expect(422);
    expect(blocked.body.errors[0]).toMatchObject({ code: 'app_unanswered' });
    expect(blocked.body.errors[0].detail).toContain('Quote builder');
  });

  it.each([
    ['an error', { status: 500 }],
    ['nonsense', { body: { results: 'yes' } }],
    ['too few results', { body: { results: [{ errors: [] }, { errors: [] }] } }],
    ['an unknown form of fault', { body: { results: [{ errors: [{ pointer: 'title' }] }] } }],
  ])('does not answer with %s either', async (_, answer: Answer) => {
    await workspace.patch(`/v1/installations/${id}`, { unanswered_checks: 'block' }).expect(200);
    fake.answers = { '/check': () => answer };
    const blocked = await workspace.post('/v1/deals', { title: 'Chairs' }).expect(422);
    expect(blocked.body.errors[0].code).toBe('app_unanswered');
  });

  it('is not asked any more once it is suspended or gone', async () => {
    fake.answers = { '/check': refusing('Cheap') };
    await workspace.post(`/v1/installations/${id}/suspend`, {}).expect(200);
    await workspace.create('/v1/deals', { title: 'Cheap desks' });
    await workspace.post(`/v1/installations/${id}/resume`).expect(200);
    await workspace.post('/v1/deals', { title: 'Cheap desks' }).expect(422);
    await workspace.post(`/v1/installations/${id}/uninstall`, {}).expect(200);
    await workspace.create('/v1/deals', { title: 'Cheap desks' });
  });

  it('is asked in every process within two seconds of its installation', async () => {
    const elsewhere = await api.another();
    const client = elsewhere.as(workspace.token);
    await workspace.post(`/v1/installations/${id}/suspend`, {}).expect(200);
    await client.create('/v1/deals', { title: 'Cheap desks' });
    await workspace.post(`/v1/installations/${id}/resume`).expect(200);
    fake.answers = { '/check': refusing('Cheap') };
    const begin = performance.now();
    await until(async () => {
      const askedAt = performance.now();
      const { status } = await client.post('/v1/deals', { title: 'Cheap desks' });
      if (status === 201) expect(askedAt - begin).toBeLessThan(2100);
      return status === 422;
    });
    await elsewhere.app.close();
  });
});

describe('what apps show beside a deal', () => {
  it('is listed with a token that proves to the app who looks at what', async () => {
    workspace = await api.workspace();
    const section = { url: `${fake.url}/section`, title: 'Quotes', titles: { de: 'Angebote' } };
    const extensions = { 'deal.form.section': [section] };
    const app = await makeApp(workspace, manifestOf('', { origins: [fake.url], extensions }));
    const installation = await install(workspace, app);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Desks' });
    const { body } = await workspace.get(`/v1/deals/${deal}/placements`).expect(200);
    expect(body.data).toEqual([
      {
        slot: 'deal.form.section',
        ...section,
        app: { id: app.id, key: 'quote-builder', name: 'Quote builder' },
        installation_id: installation.id,
        context_token: null,
        context_expires_at: null,
      },
    ]);
  });

  it('tells the app by a token which member looks at which deal', async () => {
    workspace = await api.workspace();
    const extensions = { 'deal.form.section': [{ url: `${fake.url}/section`, title: 'Quotes' }] };
    const app = await makeApp(workspace, manifestOf('', { origins: [fake.url], extensions }));
    const installation = await install(workspace, app);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Desks' });
    const token = await CREDENTIALS['a member who uses an app']?.(api, workspace, ['deals:read']);
    const member = api.as(token ?? null);
    const { body: me } = await member.get('/v1/me').expect(200);
    const { body } = await member.get(`/v1/deals/${deal}/placements`).expect(200);
    const keys = (await (await fetch(`${api.url}/oauth/jwks`)).json()) as JSONWebKeySet;
    const { payload, protectedHeader } = await jwtVerify(
      String(body.data[0].context_token),
      createLocalJWKSet(keys),
      { audience: app.clientId },
    );
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      sub: me.member.id,
      workspace_id: workspace.workspace_id,
      installation_id: installation.id,
      placement: 'deal.form.section',
      record: deal,
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(60);
    await api.as(String(body.data[0].context_token)).get('/v1/me').expect(401);
  });

  it('is hidden until the app is ready', async () => {
    workspace = await api.workspace();
    const extensions = { 'deal.form.section': [{ url: `${fake.url}/section`, title: 'Quotes' }] };
    const app = await makeApp(workspace, manifestOf(fake.url, { origins: [fake.url], extensions }));
    const { id: pending } = await install(workspace, app);
    const { id: deal } = await workspace.create('/v1/deals', { title: 'Desks' });
    expect((await workspace.get(`/v1/deals/${deal}/placements`)).body.data).toEqual([]);
    const own = await key(api, workspace, { scopes: [], installationId: stored('installation', pending) });
    await api.as(own).post(`/v1/installations/${pending}/ready`).expect(200);
    expect((await workspace.get(`/v1/deals/${deal}/placements`)).body.data).toHaveLength(1);
  });
});

const end = (job: string): Promise<Json> =>
  until(async () => {
    const { body } = await workspace.get(`/v1/jobs/${job}`).expect(200);
    return !['queued', 'running'].includes(body.state as string) && (body as Json);
  });
