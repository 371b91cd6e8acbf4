import { hashToken, newToken } from '@platform/secrets';

import { refusedAfterMs } from '../access/support/refused-within';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const invite = (workspace: TestWorkspace, name: string, more: object = {}): Promise<Created> =>
  workspace.create('/v1/members', { name, email: `${name.toLowerCase()}@north.example`, ...more });

const adminOf = async (workspace: TestWorkspace): Promise<Created> =>
  (await workspace.get('/v1/members').expect(200)).body.data[0];

const eventsOf = (id: string) =>
  api.sql<{ type: string; changes: object }>(
    `SELECT type, (data::jsonb) -> 'changes' AS changes FROM events
     WHERE (data::jsonb) -> 'object' ->> 'id' = $1 ORDER BY object_version`,
    [id],
  );

describe('members', () => {
  let workspace: TestWorkspace;
  let admin: Created;
  beforeEach(async () => {
    workspace = await api.workspace();
    admin = await adminOf(workspace);
  });

  it('are invited by name and email, and records can be theirs at once', async () => {
    const { body, headers } = await workspace
      .post('/v1/members', { name: 'Nora Lind', email: ' Nora@North.Example '.trim() })
      .expect(201);
    expect(body).toMatchObject({ email: 'nora@north.example', role: 'sales', state: 'invited', version: 1 });
    expect(headers).toMatchObject({ location: `/v1/members/${body.id}`, etag: '"1"' });
    expect((await workspace.get(`/v1/members/${body.id}`).expect(200)).body).toEqual(body);
    const lead = await workspace.create('/v1/leads', { title: 'Desks', owner_id: body.id });
    const { body: owned } = await workspace.get(`/v1/leads?expand=owner&owner_id=${body.id}`).expect(200);
    expect(owned.data).toEqual([expect.objectContaining({ id: lead.id, owner: body })]);
    expect(await eventsOf(body.id)).toEqual([{ type: 'member.created', changes: {} }]);
  });

  it('have an address once, whatever its case, also after they left', async () => {
    const nora = await invite(workspace, 'Nora');
    await workspace.post(`/v1/members/${nora.id}/deactivate`).expect(200);
    const twin = { name: 'Twin', email: 'NORA@north.example' };
    const { body } = await workspace.post('/v1/members', twin).expect(409);
    expect(body).toMatchObject({ code: 'member_exists', existing_id: nora.id });
    await workspace
      .call('post', '/v1/members?validate_only=true')
      .send({ ...twin, email: 'new@north.example' })
      .expect(201);
    expect((await workspace.get('/v1/members').expect(200)).body.data).toHaveLength(2);
    await (await api.workspace()).create('/v1/members', twin);
  });

  it('of two invitations of one person at once one is made', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => workspace.post('/v1/members', { name: 'Ida', email: 'ida@north.example' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('are changed with their version, and told of', async () => {
    const nora = await invite(workspace, 'Nora');
    const path = `/v1/members/${nora.id}`;
    const { body, headers } = await workspace
      .call('patch', path)
      .set('if-match', '"1"')
      .send({ name: 'Nora Lindqvist', role: 'admin' })
      .expect(200);
    expect([body.name, body.role, body.version, headers.etag]).toEqual(['Nora Lindqvist', 'admin', 2, '"2"']);
    const stale = await workspace.call('patch', path).set('if-match', '"1"').send({ name: 'N' }).expect(412);
    expect(stale.body).toMatchObject({ code: 'version_mismatch', changed: ['name', 'role'] });
    expect((await workspace.patch(path, { name: 'Nora Lindqvist' }).expect(200)).body.version).toBe(2);
    await workspace.patch(path, { email: 'other@north.example' }).expect(400);
    await workspace.patch(path, { state: 'active' }).expect(400);
    await workspace.patch(path, { role: null }).expect(400);
    expect((await eventsOf(nora.id))[1]).toEqual({
      type: 'member.updated',
      changes: {
        name: { from: 'Nora', to: 'Nora Lindqvist' },
        role: { from: 'sales', to: 'admin' },
      },
    });
  });

  it('leave, own nothing new, stay named, and come back', async () => {
    const nora = await invite(workspace, 'Nora');
    const deal = await workspace.create('/v1/deals', { title: 'Desks', owner_id: nora.id });
    const left = await workspace.post(`/v1/members/${nora.id}/deactivate`).expect(200);
    expect(left.body.state).toBe('left');
    expect((await workspace.post(`/v1/members/${nora.id}/deactivate`).expect(200)).body.version).toBe(2);
    const refused = await workspace.post('/v1/deals', { title: 'Chairs', owner_id: nora.id }).expect(422);
    expect(refused.body.errors).toEqual([
      expect.objectContaining({ pointer: '/owner_id', code: 'unknown_reference' }),
    ]);
    const { body } = await workspace.patch(`/v1/deals/${deal.id}`, { title: '20 desks' }).expect(200);
    expect(body.owner_id).toBe(nora.id);
    expect((await workspace.get(`/v1/deals/${deal.id}?expand=owner`).expect(200)).body.owner.state).toBe(
      'left',
    );
    const filter = encodeURIComponent('{"owner":{"state":"left"}}');
    expect((await workspace.get(`/v1/deals?filter=${filter}`).expect(200)).body.data).toHaveLength(1);
    const back = await workspace.post(`/v1/members/${nora.id}/reactivate`).expect(200);
    expect(back.body).toMatchObject({ state: 'invited', version: 3 });
    await workspace.create('/v1/deals', { title: 'Chairs', owner_id: nora.id });
  });

  it('take their keys with them', async () => {
    const nora = await invite(workspace, 'Nora');
    const token = newToken('pak');
    await api.sql("UPDATE members SET state = 'active' WHERE email = 'nora@north.example'");
    await api.sql(
      `INSERT INTO access_keys (id, workspace_id, member_id, kind, token_hash, name, scopes, expires_at, created_at, updated_at, created_by)
       SELECT gen_random_uuid(), workspace_id, id, 'private_app', $1, 'Own', '{}', now() + interval '1 day', now(), now(), '{}'
       FROM members WHERE email = 'nora@north.example' ORDER BY created_at DESC LIMIT 1`,
      [hashToken(token)],
    );
    const hers = api.as(token);
    expect((await hers.get('/v1/me').expect(200)).body.member).toMatchObject({ id: nora.id });
    await workspace.post(`/v1/members/${nora.id}/deactivate`).expect(200);
    expect(await refusedAfterMs(() => hers.get('/v1/me'))).toBeLessThan(2500);
  });

  it('keep an admin: the last one neither leaves nor steps back, not even of two at once', async () => {
    const own = `/v1/members/${admin.id}`;
    for (const refused of [
      await workspace.post(`${own}/deactivate`),
      await workspace.patch(own, { role: 'sales' }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([409, 'last_admin']);
    }
    const nora = await invite(workspace, 'Nora', { role: 'admin' });
    await workspace.post(`${own}/deactivate`).expect(409);
    await api.sql("UPDATE members SET state = 'active' WHERE email = 'nora@north.example'");
    const answers = await Promise.all(
      [admin, nora].map(({ id }) => workspace.patch(`/v1/members/${id}`, { role: 'sales' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await workspace.get('/v1/members?role=admin').expect(200)).body.data).toHaveLength(1);
  });

  it('are listed by state and role, page by page', async () => {
    for (const name of ['A', 'B', 'C']) await invite(workspace, name);
    const names = ({ body }: { body: { data: Created[] } }) => body.data.map(({ name }) => name);
    const first = await workspace.get('/v1/members?state=invited&limit=2').expect(200);
    expect([names(first), first.body.has_more]).toEqual([['A', 'B'], true]);
    const cursor = encodeURIComponent(first.body.next_cursor);
    expect(
      names(await workspace.get(`/v1/members?state=invited&limit=2&cursor=${cursor}`).expect(200)),
    ).toEqual(['C']);
    await workspace.get(`/v1/members?limit=2&cursor=${cursor}`).expect(400);
    expect(names(await workspace.get('/v1/members?role=admin').expect(200))).toEqual(['Admin']);
    await workspace.get('/v1/members?state=gone').expect(400);
  });
});

describe('teams', () => {
  let workspace: TestWorkspace;
  let nora: Created;
  let ida: Created;
  beforeAll(async () => {
    workspace = await api.workspace();
    [nora, ida] = await Promise.all([invite(workspace, 'Nora'), invite(workspace, 'Ida')]);
  });

  it('have members and a lead, are changed, told of and found from the member', async () => {
    const team = await workspace.create('/v1/teams', {
      name: 'North',
      member_ids: [ida.id, nora.id],
      lead_id: nora.id,
    });
    expect(team).toMatchObject({ member_ids: [ida.id, nora.id], lead_id: nora.id, version: 1 });
    const path = `/v1/teams/${team.id}`;
    const { body } = await workspace.patch(path, { member_ids: [nora.id] }).expect(200);
    expect(body).toMatchObject({ name: 'North', member_ids: [nora.id], version: 2 });
    const found = async ({ id }: Created) =>
      (await workspace.get(`/v1/teams?member_id=${id}`).expect(200)).body.data.length;
    expect([await found(nora), await found(ida)]).toEqual([1, 0]);
    await workspace.call('delete', path).set('if-match', '"1"').expect(412);
    await workspace.delete(path).expect(200);
    await workspace.get(path).expect(404);
    expect(await found(nora)).toBe(0);
    expect((await eventsOf(team.id)).map(({ type }) => type)).toEqual([
      'team.created',
      'team.updated',
      'team.deleted',
    ]);
  });

  it('refuse who is not there, who stands twice, a lead who is not there, and a name twice', async () => {
    const stranger = await adminOf(await api.workspace());
    const post = (body: object) => workspace.post('/v1/teams', { name: 'South', ...body });
    const unknown = await post({ member_ids: [nora.id, stranger.id], lead_id: stranger.id }).expect(422);
    expect(unknown.body.errors).toEqual([
      expect.objectContaining({ pointer: '/member_ids/1', code: 'unknown_reference' }),
      expect.objectContaining({ pointer: '/lead_id', code: 'unknown_reference' }),
    ]);
    await post({ member_ids: [nora.id, nora.id] }).expect(400);
    await post({ member_ids: ['deal_01jc6nrygyfgx9y01bdgemwqv0'] }).expect(400);
    await post({ member_ids: Array.from({ length: 501 }, () => nora.id) }).expect(400);
    await post({}).expect(201);
    const twin = await workspace.post('/v1/teams', { name: 'SOUTH' }).expect(409);
    expect(twin.body.code).toBe('name_taken');
  });

  it('keep a member who left, and take no new one who did', async () => {
    const max = await invite(workspace, 'Max');
    const team = await workspace.create('/v1/teams', { name: 'East', member_ids: [max.id] });
    await workspace.post(`/v1/members/${max.id}/deactivate`).expect(200);
    const path = `/v1/teams/${team.id}`;
    await workspace.patch(path, { member_ids: [max.id, ida.id] }).expect(200);
    await workspace.patch(path, { member_ids: [ida.id] }).expect(200);
    await workspace.patch(path, { member_ids: [max.id] }).expect(422);
  });
});

describe('the settings of a workspace', () => {
  it('are changed with their version, told of, and hold at once', async () => {
    const workspace = await api.workspace();
    const before = await workspace.get('/v1/workspace').expect(200);
    expect([before.body.country, before.headers.etag]).toEqual(['FR', '"1"']);
    const settings = { name: 'Nordwind', country: 'DE', time_zone: 'Europe/Berlin', locale: 'de' };
    const { body } = await workspace.patch('/v1/workspace', settings).expect(200);
    expect(body).toMatchObject({ ...settings, version: 2, currency: 'EUR' });
    const lead = await workspace.create('/v1/leads', { phones: [{ value: '030 901820' }] });
    expect(lead.phones).toEqual([expect.objectContaining({ normalized: '+4930901820' })]);
    await workspace.call('patch', '/v1/workspace').set('if-match', '"1"').send({ name: 'X' }).expect(412);
    expect(await eventsOf(workspace.workspace_id)).toEqual([
      { type: 'workspace.updated', changes: expect.objectContaining({ country: { from: 'FR', to: 'DE' } }) },
    ]);
  });

  it('refuse what cannot be', async () => {
    const workspace = await api.workspace();
    const { body } = await workspace
      .patch('/v1/workspace', {
        name: null,
        locale: 'it',
        time_zone: 'Mars/Olympus',
        country: 'fr',
        currency: 'USD',
        contact_name_format: 'Dear {first_name}',
      })
      .expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/contact_name_format',
      '/country',
      '/currency',
      '/locale',
      '/name',
      '/time_zone',
    ]);
    const weak = api.as((await api.workspace(['leads:read'])).private_app_key);
    expect((await weak.patch('/v1/workspace', { name: 'X' }).expect(403)).body.required_scope).toBe(
      'workspace:admin',
    );
  });
});
