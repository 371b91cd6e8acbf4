import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

type Rights = Readonly<Record<string, unknown>>;

let api: TestApi;
let workspace: TestWorkspace;
let admin: Colleague;
let number = 0;

const ALL = { read: 'all', create: 'all', update: 'all', delete: 'all' };
const OBJECTS = ['lead', 'deal', 'contact', 'company', 'product', 'activity'];
const SEES_ALL = Object.fromEntries(OBJECTS.map((object) => [object, { read: 'all' }]));
const DOES_ALL = Object.fromEntries(OBJECTS.map((object) => [object, ALL]));

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  admin = await employ(api, workspace, 'Admin', 'admin');
});
afterAll(() => api.stop());

/** A member with a role of their own. */
async function memberWith(rights: Rights): Promise<Colleague> {
  number += 1;
  const { key } = await workspace.create('/v1/roles', { name: `Role ${number}`, ...rights });
  return employ(api, workspace, `Member${number}`, String(key));
}

describe('a key that a member makes', () => {
  it('may do no more with records than they may: not change what they only see', async () => {
    const { client } = await memberWith({
      objects: { ...SEES_ALL, deal: { read: 'all', create: 'own', update: 'own', delete: 'own' } },
      settings: ['keys'],
    });
    await client.post('/v1/keys', { name: 'Reader', scopes: ['deals:read'] }).expect(201);
    for (const scope of ['deals:write', 'deals:delete']) {
      const { body } = await client.post('/v1/keys', { name: 'Writer', scopes: [scope] }).expect(403);
      expect(body).toMatchObject({ code: 'missing_right' });
    }
  });

  it('writes no field that they may only read', async () => {
    const { client } = await memberWith({
      objects: DOES_ALL,
      fields: [{ object: 'deal', field: 'source', access: 'read' }],
      settings: ['keys'],
    });
    await client.post('/v1/keys', { name: 'Writer', scopes: ['deals:write'] }).expect(403);
    await client.post('/v1/keys', { name: 'Writer', scopes: ['leads:write'] }).expect(201);
  });

  it('is none that can do more, by giving that one another token', async () => {
    const { client } = await memberWith({ objects: DOES_ALL, settings: ['keys'] });
    const great = await workspace.create('/v1/keys', { name: 'Great', scopes: ['members:manage'] });
    const small = await workspace.create('/v1/keys', { name: 'Small', scopes: ['deals:read'] });
    const { body } = await client.post(`/v1/keys/${great.id}/rotate`).expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'members:manage' });
    await client.post(`/v1/keys/${small.id}/rotate`).expect(200);
  });
});

describe('a role', () => {
  it('that reaches further than that of who asks can be neither cut down nor deleted by them', async () => {
    const { client } = await memberWith({ objects: { deal: { read: 'own' } }, settings: ['roles'] });
    const wider = await workspace.create('/v1/roles', { name: 'Wider', objects: { deal: ALL } });
    await client.patch(`/v1/roles/${wider.id}`, { objects: { deal: { ...ALL, ...NOTHING } } }).expect(403);
    await client.delete(`/v1/roles/${wider.id}`).expect(403);
    const narrower = await client.create('/v1/roles', { name: 'Narrower' });
    await client.delete(`/v1/roles/${narrower.id}`).expect(200);
  });
});

const NOTHING = { read: 'none', create: 'none', update: 'none', delete: 'none' };

describe('teams', () => {
  it('are not arranged by who could join them to reach further', async () => {
    const { client } = await memberWith({
      objects: { ...SEES_ALL, deal: { read: 'all', update: 'team' } },
      settings: ['teams'],
    });
    await client.post('/v1/teams', { name: 'Everybody' }).expect(403);
    await client.get('/v1/teams').expect(200);
  });

  it('are read by who may not arrange them although the role says so', async () => {
    const { client } = await memberWith({ objects: { deal: { read: 'own' } }, settings: ['teams'] });
    await client.get('/v1/teams').expect(200);
    await client.post('/v1/teams', { name: 'All of us' }).expect(403);
  });
});

describe('settings that show what is in records', () => {
  it('are not for members who do not see every record: fields and forms', async () => {
    await workspace.create('/v1/leads/fields', { key: 'rating', name: 'Rating', type: 'text' });
    const lead = await workspace.create('/v1/leads', { title: 'x', custom_fields: { rating: 'so so' } });
    const { client } = await memberWith({
      objects: { lead: { read: 'own' } },
      settings: ['fields', 'forms'],
    });
    const { status, body } = await client.post('/v1/leads/fields/rating/convert?validate_only=true', {
      type: 'number',
    });
    expect([status, JSON.stringify(body)]).toEqual([403, expect.not.stringMatching(`so so|${lead.id}`)]);
    await client.get('/v1/leads/fields').expect(200);
    await client.get('/v1/forms').expect(403);
  });

  it('which fields conversions take over is not set by everybody who writes leads', async () => {
    const { client } = await memberWith({ objects: { lead: ALL, contact: ALL } });
    const pairs = [{ from: 'company_name', object: 'contact', to: 'comment' }];
    await client.call('put', '/v1/lead-conversion-mapping').send({ pairs }).expect(403);
    const arranging = await memberWith({ objects: DOES_ALL, settings: ['fields'] });
    await arranging.client.call('put', '/v1/lead-conversion-mapping').send({ pairs: [] }).expect(200);
  });
});

describe('a job', () => {
  it('of somebody else is not there for members whom a role limits', async () => {
    await workspace.create('/v1/leads', { title: 'In bulk', owner_id: admin.id });
    const { body } = await workspace
      .post('/v1/leads/bulk-update', { filter: { title: 'In bulk' }, data: { comment: 'x' } })
      .expect(202);
    const job: Created = body;
    const { client } = await memberWith({ objects: { lead: { read: 'own', update: 'own' } } });
    await client.get(`/v1/jobs/${job.id}`).expect(404);
    await client.get(`/v1/jobs/${job.id}/results`).expect(404);
    await client.post(`/v1/jobs/${job.id}/cancel`).expect(404);
    const own = await client
      .post('/v1/leads/bulk-update', { filter: {}, data: { comment: 'x' } })
      .expect(202);
    await client.get(`/v1/jobs/${own.body.id}`).expect(200);
  });
});
