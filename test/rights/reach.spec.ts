import type { ApiClient, Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

let api: TestApi;
let workspace: TestWorkspace;
let ann: Colleague;
let ben: Colleague;
let eve: Colleague;
const deals: Record<'own' | 'team' | 'other' | 'nobody', string> = {
  own: '',
  team: '',
  other: '',
  nobody: '',
};

/** Ann and Ben share a team, Eve does not; each has a deal, and one has no owner. */
beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  [ann, ben, eve] = [
    await employ(api, workspace, 'Ann', 'sales'),
    await employ(api, workspace, 'Ben', 'sales'),
    await employ(api, workspace, 'Eve', 'sales'),
  ];
  await workspace.create('/v1/teams', { name: 'North', member_ids: [ann.id, ben.id] });
  const deal = async (title: string, owner_id: string | null) =>
    (await workspace.create('/v1/deals', { title, owner_id, amount: { amount: '10', currency: 'EUR' } })).id;
  deals.own = await deal('Own', ann.id);
  deals.team = await deal('Team', ben.id);
  deals.other = await deal('Other', eve.id);
  deals.nobody = await deal('Nobody', null);
});
afterAll(() => api.stop());

const titles = async (client: ApiClient, path = '/v1/deals?sort=title'): Promise<unknown[]> =>
  (await client.get(path).expect(200)).body.data.map(({ title }: { title: string }) => title);

describe('what a member with the role "sales" sees', () => {
  it('is what they and their teams own, in lists, searches, counts and one by one', async () => {
    expect(await titles(ann.client)).toEqual(['Own', 'Team']);
    expect(await titles(eve.client)).toEqual(['Other']);
    expect(await titles(ann.client, '/v1/deals?sort=-amount')).toHaveLength(2);
    expect(await titles(ann.client, '/v1/deals?sort=title&deleted=include')).toEqual(['Own', 'Team']);
    const filter = encodeURIComponent(JSON.stringify({ title: { ne: 'x' } }));
    const { body } = await ann.client.get(`/v1/deals?filter=${filter}&count=exact`).expect(200);
    expect(body.total).toBe(2);
    const { body: found } = await ann.client.post('/v1/deals/search', { search: 'other' }).expect(200);
    expect(found.data).toEqual([]);
    await ann.client.get(`/v1/deals/${deals.team}`).expect(200);
    for (const id of [deals.other, deals.nobody]) await ann.client.get(`/v1/deals/${id}`).expect(404);
  });

  it('pages through every one of them once, in each order', async () => {
    for (const sort of ['created_at', '-created_at', 'title', 'amount', 'expected_close_on', '-updated_at']) {
      const seen: string[] = [];
      let path = `/v1/deals?limit=1&sort=${sort}`;
      for (;;) {
        const { body } = await ann.client.get(path).expect(200);
        seen.push(...body.data.map(({ id }: Created) => id));
        if (!body.has_more) break;
        path = `/v1/deals?limit=1&sort=${sort}&cursor=${body.next_cursor as string}`;
      }
      expect(seen.toSorted()).toEqual([deals.own, deals.team].toSorted());
    }
  });

  it('holds for totals, stage histories, timelines, transitions and counters', async () => {
    const { body: totals } = await ann.client.get('/v1/deals/totals').expect(200);
    expect(totals.total.deals).toBe(2);
    for (const part of [
      'stage-history',
      'timeline',
      'transitions',
      'activities',
      'notes',
      'files',
      'line-items',
    ]) {
      await ann.client.get(`/v1/deals/${deals.team}/${part}`).expect(200);
      await ann.client.get(`/v1/deals/${deals.other}/${part}`).expect(404);
    }
    const { body: counted } = await ann.client.get('/v1/deals/counters').expect(200);
    const owners = counted.data.map(({ owner_id }: { owner_id: string }) => owner_id);
    expect(owners.toSorted()).toEqual([ann.id, ben.id].toSorted());
  });

  it('holds for filters and links from other records', async () => {
    const company = await workspace.create('/v1/companies', { name: 'Acme' });
    for (const id of Object.values(deals))
      await workspace.patch(`/v1/deals/${id}`, { company_id: company.id }).expect(200);
    expect(await titles(ann.client, `/v1/companies/${company.id}/deals?sort=title`)).toEqual(['Own', 'Team']);
    const about = (title: string) => encodeURIComponent(JSON.stringify({ deals: { title } }));
    const found = async (title: string) =>
      (await ann.client.get(`/v1/companies?filter=${about(title)}`).expect(200)).body.data.length;
    expect(await found('Team')).toBe(1);
    expect(await found('Other')).toBe(0);
  });

  it('holds for notes and activities: those of records that they see, and their own', async () => {
    const seen = await workspace.create('/v1/notes', { text: 'seen', links: [{ id: deals.team }] });
    const unseen = await workspace.create('/v1/notes', { text: 'unseen', links: [{ id: deals.other }] });
    const both = await workspace.create('/v1/notes', {
      text: 'both',
      links: [{ id: deals.other }, { id: deals.own }],
    });
    const { body } = await ann.client.get('/v1/notes').expect(200);
    expect(body.data.map(({ id }: Created) => id).toSorted()).toEqual([seen.id, both.id].toSorted());
    await ann.client.get(`/v1/notes/${unseen.id}`).expect(404);
    const call = await workspace.create('/v1/activities', {
      type: 'call',
      subject: 'Mine',
      owner_id: ann.id,
    });
    await ann.client.get(`/v1/activities/${call.id}`).expect(200);
    await eve.client.get(`/v1/activities/${call.id}`).expect(404);
  });
});

describe('what they change', () => {
  it('is theirs: a new deal is their own, and nobody else’s can be made', async () => {
    const made = await ann.client.create('/v1/deals', { title: 'Mine' });
    expect(made).toMatchObject({ owner_id: ann.id });
    const { body } = await ann.client.post('/v1/deals', { title: 'His', owner_id: ben.id }).expect(403);
    expect(body).toMatchObject({
      code: 'missing_right',
      required_right: 'deal.create',
      granted: 'own',
      role: 'sales',
    });
    await ann.client.delete(`/v1/deals/${made.id}`).expect(200);
  });

  it('is refused with 403 where they see it, and 404 where they do not', async () => {
    await ann.client.patch(`/v1/deals/${deals.own}`, { comment: 'mine' }).expect(200);
    await ann.client.patch(`/v1/deals/${deals.team}`, { comment: 'not mine' }).expect(403);
    await ann.client.delete(`/v1/deals/${deals.team}`).expect(403);
    await ann.client.patch(`/v1/deals/${deals.other}`, { comment: 'unseen' }).expect(404);
    await ann.client.delete(`/v1/deals/${deals.other}`).expect(404);
    await ann.client.patch(`/v1/deals/${deals.own}?validate_only=true`, { comment: 'tried' }).expect(200);
    await ann.client.patch(`/v1/deals/${deals.team}?validate_only=true`, { comment: 'tried' }).expect(403);
  });

  it('goes item by item in a batch, and record by record in a bulk update', async () => {
    const change = (id: string) => ({ op: 'update', id, data: { comment: 'batch' } });
    const operations = [deals.own, deals.team, deals.other].map(change);
    const { body } = await ann.client.post('/v1/deals/batch', { operations }).expect(200);
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([200, 403, 404]);
  });

  it('can belong to another member afterwards', async () => {
    const made = await ann.client.create('/v1/deals', { title: 'Handed over' });
    await ann.client.patch(`/v1/deals/${made.id}`, { owner_id: eve.id }).expect(200);
    await ann.client.get(`/v1/deals/${made.id}`).expect(404);
    await workspace.delete(`/v1/deals/${made.id}`).expect(200);
  });

  it('has line items only where they may change the deal', async () => {
    const line = { name: 'Desk', unit_price: '10' };
    await ann.client.post(`/v1/deals/${deals.own}/line-items`, line).expect(201);
    await ann.client.post(`/v1/deals/${deals.team}/line-items`, line).expect(403);
    await ann.client.post(`/v1/deals/${deals.other}/line-items`, line).expect(404);
  });

  it('names no record that they do not see', async () => {
    const hidden = await workspace.create('/v1/roles', {
      name: 'Deals only',
      objects: { deal: { read: 'all', create: 'all', update: 'all' }, company: { read: 'own' } },
    });
    const dan = await employ(api, workspace, 'Dan', String(hidden.key));
    const company = await workspace.create('/v1/companies', { name: 'Unseen' });
    const { body } = await dan.client
      .post('/v1/deals', { title: 'Probe', company_id: company.id })
      .expect(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '/company_id', code: 'unknown_reference' }),
    ]);
    await workspace.patch(`/v1/deals/${deals.own}`, { company_id: company.id }).expect(200);
    const { body: deal } = await dan.client.get(`/v1/deals/${deals.own}?expand=company`).expect(200);
    expect(deal).toMatchObject({ company_id: company.id, company: null });
  });
});

describe('a change of rights', () => {
  it('holds from the next request on, in every process', async () => {
    const other = await api.another();
    try {
      const role = await workspace.create('/v1/roles', {
        name: 'Shrinking',
        objects: { deal: { read: 'all' } },
      });
      const fay = await employ(api, workspace, 'Fay', String(role.key));
      const clients = [fay.client, other.as(fay.client.token)];
      for (const client of clients) await client.get(`/v1/deals/${deals.other}`).expect(200);
      await workspace.patch(`/v1/roles/${role.id}`, { objects: { deal: { read: 'own' } } }).expect(200);
      for (const client of clients) await client.get(`/v1/deals/${deals.other}`).expect(404);
      await workspace.patch(`/v1/members/${fay.id}`, { role: 'read_only' }).expect(200);
      for (const client of clients) await client.get(`/v1/deals/${deals.other}`).expect(200);
      await workspace.post(`/v1/members/${fay.id}/deactivate`).expect(200);
      for (const client of clients) await client.get(`/v1/deals/${deals.other}`).expect(401);
    } finally {
      await other.app.close();
    }
  });

  it('follows the teams', async () => {
    const gil = await employ(api, workspace, 'Gil', 'sales');
    await gil.client.get(`/v1/deals/${deals.other}`).expect(404);
    const team = await workspace.create('/v1/teams', { name: 'South', member_ids: [gil.id, eve.id] });
    await gil.client.get(`/v1/deals/${deals.other}`).expect(200);
    await workspace.patch(`/v1/teams/${team.id}`, { member_ids: [gil.id] }).expect(200);
    await gil.client.get(`/v1/deals/${deals.other}`).expect(404);
  });
});
