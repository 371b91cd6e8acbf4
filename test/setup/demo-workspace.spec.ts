import { DemoData, WorkspaceSetup } from '@ecosystem/workspace-setup';

import { toUuid } from '@platform/ids';

import { ApiClient } from '../support/api-client';
import { TestApi } from '../support/test-api';

const SIGNIN = { email: 'admin@demo.example', name: 'Demo Admin', password: 'correct horse battery' };

let api: TestApi;
let client: ApiClient;
const now = new Date();

beforeAll(async () => {
  api = await TestApi.start();
  const place = { name: 'Demo', locale: 'en', currency: 'EUR', time_zone: 'Europe/Paris', country: 'FR' };
  const { credentials } = await api.database.transaction((tx) =>
    api.app.get(WorkspaceSetup).create(tx, { ...place, admin: SIGNIN, now }, api.scopes()),
  );
  const id = toUuid('workspace', credentials.workspace_id) ?? '';
  const fill = () => api.database.transaction((tx) => api.app.get(DemoData).fillOnce(tx, id, now));
  // Two processes start at once.
  await Promise.all([fill(), fill()]);
  client = new ApiClient(api.server, () => api.contract, credentials.private_app_key);
});
afterAll(() => api.stop());

const count = async (path: string, filter: object = {}): Promise<number> => {
  const asked = `${path}?limit=1&count=exact&filter=${encodeURIComponent(JSON.stringify(filter))}`;
  return (await client.get(asked).expect(200)).body.total;
};

it('has a year of clients, deals, leads and what was done for them', async () => {
  const least: [string, number][] = [
    ['/v1/companies', 80],
    ['/v1/contacts', 300],
    ['/v1/deals', 200],
    ['/v1/leads', 150],
    ['/v1/products', 22],
    ['/v1/activities', 300],
    ['/v1/notes', 80],
    ['/v1/segments', 2],
    ['/v1/forms', 1],
  ];
  expect(await count('/v1/companies')).toBe(84);
  for (const [path, expected] of least) {
    expect([path, (await count(path)) >= expected]).toEqual([path, true]);
  }
  expect((await client.get('/v1/members').expect(200)).body.data).toHaveLength(5);
  const pipelines = (await client.get('/v1/pipelines?object=deal').expect(200)).body.data;
  expect(pipelines).toHaveLength(2);
  for (const { id } of pipelines) expect(await count('/v1/deals', { pipeline_id: id })).toBeGreaterThan(20);
  const groups = await Promise.all(
    ['open', 'won', 'lost'].map((group) => count('/v1/deals', { stage: { group } })),
  );
  expect(groups.every((found) => found > 15)).toBe(true);
  expect(await count('/v1/deals', { created_at: { lt: '-11m' } })).toBeGreaterThan(0);
  expect(await count('/v1/deals', { created_at: { gte: '-1m' } })).toBeGreaterThan(0);
  expect(await count('/v1/deals', { created_at: { gt: 'now' } })).toBe(0);
});

it('tells how each deal went, in order', async () => {
  const { data } = (await client.get('/v1/deals?limit=500').expect(200)).body;
  for (const deal of data.slice(0, 40)) {
    const history = (await client.get(`/v1/deals/${deal.id}/stage-history`).expect(200)).body.data;
    const times = history.map(({ entered_at }: { entered_at: string }) => entered_at).reverse();
    expect(times).toEqual(times.toSorted());
    expect(times[0]).toBe(deal.created_at);
    expect(times.at(-1)).toBe(deal.stage_changed_at);
    expect(deal.won_at ?? deal.lost_at ?? deal.stage_changed_at).toBe(deal.stage_changed_at);
  }
  const lined = data.filter(({ amount_mode }: { amount_mode: string }) => amount_mode === 'line_items');
  expect(lined.length).toBeGreaterThan(100);
});

it('names people and firms whose numbers and addresses can be read', async () => {
  const { data } = (await client.get('/v1/contacts?limit=500').expect(200)).body;
  const phones = data.flatMap(({ phones: list }: { phones: { normalized: string | null }[] }) => list);
  const unread = phones.filter(({ normalized }: { normalized: string | null }) => normalized === null);
  expect(unread).toEqual([]);
  for (const { emails } of data)
    for (const { value } of emails)
      expect(value).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+(\+office)?@[a-z0-9-]+\.example$/i);
});

it('has some of them twice, and knows of it', async () => {
  for (const [object, least] of Object.entries({ contact: 8, company: 4, lead: 8 }))
    expect([object, (await count('/v1/duplicate-clusters', { object, state: 'open' })) >= least]).toEqual([
      object,
      true,
    ]);
  const { data } = (await client.get('/v1/duplicate-clusters?sort=-score&limit=1').expect(200)).body;
  const { data: pairs } = (await client.get(`/v1/duplicate-clusters/${data[0].id}/pairs`).expect(200)).body;
  expect(pairs[0].matches[0].reasons.length).toBeGreaterThan(1);
});

it('leaves the log to what happens from now on', async () => {
  const days = await api.sql<{ day: string }>('SELECT DISTINCT day::text FROM events');
  expect(days).toEqual([{ day: now.toISOString().slice(0, 10) }]);
});
