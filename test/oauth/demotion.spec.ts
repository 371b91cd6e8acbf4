import { until } from '../events/support/until';
import { CREDENTIALS } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

describe('the token of a member who uses an app', () => {
  let api: TestApi;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    api = await TestApi.shared();
    workspace = await api.workspace();
  });
  afterAll(() => api.stop());

  it('does what the role of its member allows, and no more within two seconds of a demotion, on every process', async () => {
    const other = await api.another();
    const make = CREDENTIALS['a member who uses an app'];
    const token = (await make?.(api, workspace, ['leads:read', 'leads:write'])) ?? '';
    const own = api.as(token);
    const elsewhere = other.as(token);
    const { body: lead } = await own.post('/v1/leads', { title: 'Mine' }).expect(201);
    await elsewhere.get(`/v1/leads/${lead.id}`).expect(200);

    const [admin] = (await workspace.get('/v1/members').expect(200)).body.data;
    await workspace
      .post('/v1/members', { name: 'Second', email: 'second@example.com', role: 'admin' })
      .expect(201);
    await api.sql(`UPDATE members SET state = 'active' WHERE email = 'second@example.com'`);
    await workspace.call('patch', `/v1/members/${admin.id}`).send({ role: 'read_only' }).expect(200);

    const begin = performance.now();
    for (const caller of [own, elsewhere]) {
      await until(async () => {
        const askedAt = performance.now();
        const { status } = await caller.post('/v1/leads', { title: 'Not mine' });
        if (status === 201) expect(askedAt - begin).toBeLessThan(2100);
        return status === 403;
      });
      await caller.get(`/v1/leads/${lead.id}`).expect(200);
    }
    await other.app.close();
  });
});
