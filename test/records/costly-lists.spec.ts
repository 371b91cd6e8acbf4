import { Settings } from '@platform/config';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { fillTables, seed } from './support/many-deals';

const COSTLY = { filter: { comment: { contains: 'nothing' } } };

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
  await seed(workspace);
  await fillTables(api, workspace, { own: 12_000, others: { workspaces: 0, each: 0 } });
});
afterAll(() => api.stop());
afterEach(() => jest.restoreAllMocks());

const allow = (ms: number) => jest.replaceProperty(api.app.get(Settings), 'listTimeoutMs', ms);

const search = (body: object, status: number) => workspace.post('/v1/deals/search', body).expect(status);

describe('a list that no index serves', () => {
  it('is answered as long as it takes no longer than a request may', async () => {
    const { body } = await search(COSTLY, 200);
    expect(body.data).toEqual([]);
  });

  it('is stopped in the database, and says what to do', async () => {
    allow(1);
    const { body } = await search(COSTLY, 400);
    expect(body).toMatchObject({ code: 'query_too_expensive', errors: [] });
    expect(body.detail).toContain('1 ms');
    const [running] = await api.sql<{ count: string }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`,
    );
    expect(Number(running?.count)).toBe(0);
  });

  it.each<[string, object]>([
    ['a count', { count: 'exact' }],
    ['a search', { search: 'desk', filter: { title: { ne: 'x' }, utm: { source: { contains: 'a' } } } }],
    ['deleted ones by amount', { deleted: 'only', sort: ['amount'] }],
  ])('has the same limit for %s', async (_, body) => {
    await search(body, 200);
    allow(1);
    await search({ ...body, filter: COSTLY.filter }, 400);
  });

  it('starts no bulk update of its records, nor tries one', async () => {
    const body = { ...COSTLY, data: { comment: 'x' } };
    allow(1);
    const refused = await workspace.post('/v1/deals/bulk-update', body).expect(400);
    expect(refused.body).toMatchObject({ code: 'query_too_expensive' });
    await workspace.post('/v1/deals/bulk-update?validate_only=true', body).expect(400);
    const [jobs] = await api.sql<{ count: number }>('SELECT count(*)::int AS count FROM jobs');
    expect(jobs?.count).toBe(0);
  });

  it('leaves the connections as they were', async () => {
    const limit = allow(1);
    for (let n = 0; n < 20; n += 1) await search(COSTLY, 400);
    await workspace.get('/v1/deals').expect(200);
    limit.restore();
    await Promise.all(Array.from({ length: 20 }, () => search(COSTLY, 200)));
  });
});
