import { type Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
});

const roleOf = async (key: string): Promise<Created> =>
  (await workspace.get(`/v1/roles?key=${key}`).expect(200)).body.data[0];

describe('roles', () => {
  it('are four in a new workspace, which can be changed, but for the admin’s, and not be deleted', async () => {
    const { body } = await workspace.get('/v1/roles').expect(200);
    expect(body.data.map(({ key }: { key: string }) => key)).toEqual([
      'admin',
      'manager',
      'sales',
      'read_only',
    ]);
    const { id } = await roleOf('sales');
    await workspace.patch(`/v1/roles/${id}`, { objects: { deal: { read: 'all' } } }).expect(200);
    const { objects } = (await roleOf('sales')) as unknown as { objects: Record<string, object> };
    expect(objects.deal).toMatchObject({ read: 'all', update: 'own' });
    expect(objects.lead).toMatchObject({ read: 'team' });
    expect((await workspace.delete(`/v1/roles/${id}`)).body.code).toBe('built_in_role');
    const admin = await roleOf('admin');
    expect((await workspace.patch(`/v1/roles/${admin.id}`, { name: 'Boss' })).body.code).toBe('admin_role');
  });

  it('are made with a key of their name, given to members, and deleted when nobody has them', async () => {
    const role = await workspace.create('/v1/roles', { name: 'Équipe Nord' });
    expect(role).toMatchObject({
      key: 'equipe_nord',
      built_in: false,
      settings: [],
      fields: [],
      pipelines: [],
    });
    expect((await workspace.post('/v1/roles', { name: 'équipe nord', key: 'north' })).body.code).toBe(
      'name_taken',
    );
    expect((await workspace.post('/v1/roles', { name: 'Other', key: 'equipe_nord' })).body.code).toBe(
      'key_taken',
    );
    const nora = await workspace.create('/v1/members', {
      name: 'Nora',
      email: 'nora@x.example',
      role: role.key,
    });
    expect((await workspace.delete(`/v1/roles/${role.id}`)).body.code).toBe('role_in_use');
    await workspace.patch(`/v1/members/${nora.id}`, { role: 'sales' }).expect(200);
    await workspace.delete(`/v1/roles/${role.id}`).expect(200);
    const { body } = await workspace.patch(`/v1/members/${nora.id}`, { role: role.key }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/role', code: 'unknown_role' })]);
  });

  it('say at once everything that is wrong with them', async () => {
    const { body: stages } = await workspace.get('/v1/pipelines').expect(200);
    const [{ id: pipeline_id }] = stages.data.filter(({ object }: { object: string }) => object === 'deal');
    const { body } = await workspace
      .post('/v1/roles', {
        name: 'Wrong',
        fields: [
          { object: 'deal', field: 'id', access: 'hidden' },
          { object: 'deal', field: 'nothing', access: 'hidden' },
          { object: 'deal', field: 'amount', access: 'hidden' },
          { object: 'deal', field: 'amount', access: 'read' },
        ],
        pipelines: [{ object: 'lead', pipeline_id }],
        settings: ['*', 'deals', 'pipelines'],
      })
      .expect(422);
    expect(
      body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
    ).toEqual([
      ['/fields/0/field', 'unknown_field'],
      ['/fields/1/field', 'unknown_field'],
      ['/fields/3', 'duplicate'],
      ['/settings/0', 'unknown_setting'],
      ['/settings/1', 'unknown_setting'],
      ['/pipelines/0/pipeline_id', 'unknown_reference'],
    ]);
  });

  it('reach all products or none: nobody owns one', async () => {
    const { body } = await workspace
      .post('/v1/roles', { name: 'Own', objects: { product: { read: 'own' } } })
      .expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/objects/product/read' })]);
  });

  it('and their members are told of in events, with the version', async () => {
    const role = await workspace.create('/v1/roles', { name: 'North' });
    const { headers } = await workspace.get(`/v1/roles/${role.id}`).expect(200);
    expect(headers.etag).toBe('"1"');
    await workspace.patch(`/v1/roles/${role.id}`, { name: 'South' }).set('if-match', '"7"').expect(412);
    await workspace.patch(`/v1/roles/${role.id}`, { name: 'South' }).set('if-match', '"1"').expect(200);
    const rows = await api.sql<{ type: string }>(
      `SELECT type FROM events WHERE data::jsonb -> 'object' ->> 'id' = $1 ORDER BY object_version`,
      [role.id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['role.created', 'role.updated']);
  });
});

describe('who may configure', () => {
  const settings = async (names: readonly string[], objects: object = {}): Promise<Colleague> => {
    const { key } = await workspace.create('/v1/roles', { name: names.join('-'), objects, settings: names });
    return employ(api, workspace, `C${names.join('')}`, String(key));
  };

  it('is who the role says, and nobody else', async () => {
    const clerk = await settings(['pipelines']);
    await clerk.client.post('/v1/pipelines', { name: 'New', object: 'deal' }).expect(201);
    for (const [path, body] of [
      ['/v1/members', { name: 'x', email: 'x@x.example' }],
      ['/v1/roles', { name: 'x' }],
      ['/v1/keys', { name: 'x', scopes: ['leads:read'] }],
      ['/v1/teams', { name: 'x' }],
    ] as const) {
      const answer = await clerk.client.post(path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'missing_scope']);
    }
    await clerk.client.get('/v1/members').expect(200);
    await clerk.client.get('/v1/keys').expect(403);
    await clerk.client.get('/v1/incoming-urls').expect(403);
    await clerk.client.get('/v1/audit-log').expect(403);
  });

  it('hands on no more than they have', async () => {
    const boss = await settings(['members', 'roles', 'pipelines'], { deal: { read: 'team', update: 'own' } });
    const make = (body: object) => boss.client.post('/v1/roles', { name: 'Made', ...body });
    for (const body of [
      { objects: { deal: { read: 'all' } } },
      { objects: { lead: { read: 'own' } } },
      { settings: ['keys'] },
    ]) {
      const { status, body: problem } = await make(body);
      expect([status, problem.code]).toEqual([403, 'missing_right']);
    }
    await make({ objects: { deal: { read: 'own' } }, settings: ['pipelines'] }).expect(201);
    const invite = (role: string) =>
      boss.client.post('/v1/members', { name: 'Friend', email: `${role}@x.example`, role });
    await invite('admin').expect(403);
    await invite('sales').expect(403);
    await invite('made').expect(201);
    await boss.client.patch(`/v1/members/${boss.id}`, { role: 'admin' }).expect(403);
    const { body: members } = await workspace.get('/v1/members?role=admin').expect(200);
    await boss.client.patch(`/v1/members/${members.data[0].id}`, { role: 'made' }).expect(403);
    await boss.client.post(`/v1/members/${members.data[0].id}/deactivate`).expect(403);
    const own = await roleOf(boss.role);
    await boss.client.patch(`/v1/roles/${own.id}`, { settings: ['keys'] }).expect(403);
  });

  it('makes keys and webhooks only when they see everything: those act for the workspace', async () => {
    const blind = await settings(['keys', 'webhooks', 'teams'], { deal: { read: 'own' } });
    await blind.client.post('/v1/keys', { name: 'x', scopes: ['deals:read'] }).expect(403);
    const hook = { url: 'http://127.0.0.1:60009/x', types: ['deal.*'] };
    await blind.client.post('/v1/webhook-endpoints', hook).expect(403);
    await blind.client.post('/v1/teams', { name: 'All of us', member_ids: [blind.id] }).expect(403);
    const all = Object.fromEntries(
      ['lead', 'deal', 'contact', 'company', 'product', 'activity'].map((object) => [
        object,
        { read: 'all' },
      ]),
    );
    const seeing = await settings(['keys', 'webhooks'], all);
    await seeing.client.post('/v1/keys', { name: 'x', scopes: ['deals:read'] }).expect(201);
    await seeing.client.post('/v1/webhook-endpoints', hook).expect(201);
  });
});

describe('effective rights', () => {
  it('say what role, teams and limits come to, in scopes too', async () => {
    const nora = await employ(api, workspace, 'Nora', 'sales');
    const mate = await employ(api, workspace, 'Mate', 'sales');
    await workspace.create('/v1/teams', { name: 'North', member_ids: [nora.id, mate.id] });
    const { body } = await workspace.get(`/v1/members/${nora.id}/effective-rights`).expect(200);
    expect(body).toMatchObject({
      member_id: nora.id,
      role: 'sales',
      objects: { deal: { read: 'team', update: 'own' } },
      settings: ['segments'],
    });
    expect(body.team_member_ids.toSorted()).toEqual([nora.id, mate.id].toSorted());
    expect(body.scopes).toEqual(
      expect.arrayContaining(['deals:read', 'deals:write', 'segments:manage', 'members:read']),
    );
    expect(body.scopes).not.toContain('members:manage');
    const { body: own } = await nora.client.get('/v1/me').expect(200);
    expect(own.scopes).toEqual(body.scopes);
    const admin = (await workspace.get('/v1/members?role=admin').expect(200)).body.data[0];
    const { body: all } = await workspace.get(`/v1/members/${admin.id}/effective-rights`).expect(200);
    expect(all.scopes).toEqual(api.scopes().toSorted());
  });
});
