import type { ApiClient, Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const segment = (object: string, filter: object, name = 'Some'): Promise<Created> =>
  workspace.create('/v1/segments', { name, object, filter });

const asQuery = (filter: object) => `filter=${encodeURIComponent(JSON.stringify(filter))}`;

const idsOf = ({ body }: { body: { data: Created[] } }) => body.data.map(({ id }) => id).sort();

const list = async (path: string, filter: object, as: ApiClient = workspace) =>
  idsOf(await as.get(`${path}?${asQuery(filter)}`).expect(200));

const faultOf = ({ body }: { body: { errors: { pointer: string; code: string }[] } }) =>
  body.errors.map(({ pointer, code }) => [pointer, code]);

describe('a segment', () => {
  it('keeps its filter as it was written, lists its records and counts them', async () => {
    const filter = {
      updated_at: { gte: '-1d' },
      or: [{ industry: 'retail' }, { name: { contains: 'shop' } }],
    };
    const shops = await segment('company', filter);
    expect(JSON.stringify(shops.filter)).toBe(JSON.stringify(filter));
    const [a, b] = [
      await workspace.create('/v1/companies', { name: 'Dubois', industry: 'retail' }),
      await workspace.create('/v1/companies', { name: 'The Workshop', industry: 'it' }),
    ];
    await workspace.create('/v1/companies', { name: 'Nobody', industry: 'it' });
    const path = `/v1/segments/${shops.id}`;
    expect(idsOf(await workspace.get(`${path}/members`).expect(200))).toEqual([a.id, b.id].sort());
    const page = await workspace
      .get(`${path}/members?limit=1&sort=name&fields=name&count=exact&${asQuery({ name: { ne: 'x' } })}`)
      .expect(200);
    expect(page.body).toMatchObject({ data: [{ id: a.id, name: 'Dubois' }], has_more: true, total: 2 });
    const next = `${path}/members?limit=1&sort=name&fields=name&cursor=${encodeURIComponent(page.body.next_cursor)}&${asQuery({ name: { ne: 'x' } })}`;
    expect(idsOf(await workspace.get(next).expect(200))).toEqual([b.id]);
    expect((await workspace.get(`${path}/count`).expect(200)).body).toEqual({ total: 2, is_capped: false });
    expect((await workspace.get(`${path}/count?count=exact`).expect(200)).body.total).toBe(2);
    await workspace.get(`${path}/members?sort=amount`).expect(400);
    await workspace.get(`${path}/members?colour=blue`).expect(400);
    const cursor = encodeURIComponent(page.body.next_cursor);
    const other = await segment('company', {});
    await workspace.get(`/v1/segments/${other.id}/members?limit=1&sort=name&cursor=${cursor}`).expect(400);
  });

  it('stands wherever a filter does: lists, searches, links, negations, bulk updates', async () => {
    const retail = await segment('company', { industry: 'retail' });
    const dubois = await workspace.create('/v1/companies', { name: 'Dubois', industry: 'retail' });
    const lind = await workspace.create('/v1/companies', { name: 'Lind', industry: 'it' });
    const ada = await workspace.create('/v1/contacts', { first_name: 'Ada', company_id: dubois.id });
    await workspace.create('/v1/contacts', { first_name: 'Ida', company_id: lind.id });
    const named = { segment: retail.id };
    expect(await list('/v1/companies', named)).toEqual([dubois.id]);
    expect(await list('/v1/companies', { not: named })).toEqual([lind.id]);
    expect(await list('/v1/companies', { ...named, name: { contains: 'x' } })).toEqual([]);
    expect(await list('/v1/contacts', { company: named })).toEqual([ada.id]);
    expect(idsOf(await workspace.get(`/v1/companies?segment=${retail.id}`).expect(200))).toEqual([dubois.id]);
    const found = await workspace.post('/v1/companies/search', { filter: named, search: 'dub' }).expect(200);
    expect(idsOf(found)).toEqual([dubois.id]);
    const { body } = await workspace
      .post('/v1/companies/bulk-update?validate_only=true', { filter: named, data: { comment: 'x' } })
      .expect(202);
    expect(body.results).toEqual([expect.objectContaining({ id: dubois.id, status: 200 })]);
  });

  it('means what it means for whoever uses it, when they do', async () => {
    const [admin] = (await workspace.get('/v1/members').expect(200)).body.data;
    const lead = await workspace.create('/v1/leads', { title: 'Desks', owner_id: admin.id });
    const mine = await segment('lead', { owner_id: 'me', created_at: { gte: '-1h' } });
    const { body } = await workspace.get(`/v1/segments/${mine.id}/members`).expect(400);
    expect(faultOf({ body })).toEqual([['?segment', 'no_member']]);
    await api.sql(
      'UPDATE access_keys SET member_id = (SELECT id FROM members WHERE workspace_id = access_keys.workspace_id) WHERE workspace_id = (SELECT workspace_id FROM segments WHERE name = $1 ORDER BY created_at DESC LIMIT 1)',
      ['Some'],
    );
    const another = await api.another();
    try {
      const hers = another.as(workspace.private_app_key);
      expect(await list('/v1/leads', { segment: mine.id }, hers)).toEqual([lead.id]);
      await api.sql("UPDATE leads SET created_at = now() - interval '2 hours' WHERE title = 'Desks'");
      expect(await list('/v1/leads', { segment: mine.id }, hers)).toEqual([]);
    } finally {
      await another.app.close();
    }
  });
});

describe('what is refused', () => {
  it('is a filter that its object cannot have, with the place of each fault', async () => {
    const post = (object: string, filter: object) =>
      workspace.post('/v1/segments', { name: 'X', object, filter });
    const wrong = await post('lead', { industry: 'it', or: [{ amount: { gte: 'much' } }] }).expect(422);
    expect(faultOf(wrong)).toEqual([
      ['/filter/industry', 'unknown_field'],
      ['/filter/or/0/amount/gte', 'wrong_format'],
    ]);
    await post('member', {}).expect(400);
    const patched = await segment('lead', { title: 'x' });
    const { body } = await workspace
      .patch(`/v1/segments/${patched.id}`, { filter: { colour: 1 } })
      .expect(422);
    expect(faultOf({ body })).toEqual([['/filter/colour', 'unknown_field']]);
    await workspace.patch(`/v1/segments/${patched.id}`, { object: 'deal' }).expect(400);
  });

  it('is a segment of another object, one that is not there, and what is no segment', async () => {
    const leads = await segment('lead', { title: 'x' });
    const foreign = await (await api.workspace()).create('/v1/segments', {
      name: 'F',
      object: 'deal',
      filter: {},
    });
    for (const [id, code] of [
      [leads.id, 'segment_of_other_object'],
      [foreign.id, 'unknown_segment'],
      ['deal_01jc6nrygyfgx9y01bdgemwqv0', 'invalid_id'],
      [7, 'invalid_id'],
    ]) {
      const { body } = await workspace.get(`/v1/deals?${asQuery({ or: [{ segment: id }] })}`).expect(400);
      expect(faultOf({ body })).toEqual([['?filter/or/0/segment', code]]);
    }
    const stages = `/v1/pipelines?${asQuery({ segment: leads.id })}`;
    expect(faultOf(await workspace.get(stages).expect(400))).toEqual([['?filter/segment', 'unknown_field']]);
    await workspace.get(`/v1/pipelines?segment=${leads.id}`).expect(400);
  });

  it('is a circle, more than three levels, and the deletion of one that is used', async () => {
    const one = await segment('deal', { title: 'x' }, 'One');
    const two = await segment('deal', { segment: one.id }, 'Two');
    const three = await segment('deal', { or: [{ segment: two.id }, { segment: one.id }] }, 'Three');
    const change = async ({ id }: Created, filter: object) =>
      faultOf(await workspace.patch(`/v1/segments/${id}`, { filter }).expect(422));
    expect(await change(one, { not: { segment: three.id } })).toEqual([['/filter', 'segment_cycle']]);
    expect(await change(one, { segment: one.id })).toEqual([['/filter', 'segment_cycle']]);
    expect(await list('/v1/deals', { segment: three.id })).toEqual([]);
    const four = { name: 'Four', object: 'deal', filter: { segment: three.id } };
    expect(faultOf(await workspace.post('/v1/segments', four).expect(422))).toEqual([
      ['/filter/segment', 'segments_too_deep'],
    ]);
    const used = await workspace.delete(`/v1/segments/${two.id}`).expect(422);
    expect(faultOf(used)).toEqual([['', 'in_use']]);
    await workspace.delete(`/v1/segments/${three.id}`).expect(200);
    await workspace.delete(`/v1/segments/${two.id}`).expect(200);
    const gone = await workspace.get(`/v1/deals?${asQuery({ segment: two.id })}`).expect(400);
    expect(faultOf(gone)).toEqual([['?filter/segment', 'unknown_segment']]);
    const restored = await workspace.post(`/v1/segments/${three.id}/restore`).expect(422);
    expect(faultOf(restored)).toEqual([['/filter/or/0/segment', 'unknown_segment']]);
    await workspace.get(`/v1/segments/${two.id}/members`).expect(404);
  });

  it('is a filter that segments make too large', async () => {
    const many = { or: Array.from({ length: 60 }, (_, at) => ({ title: `${at}` })) };
    const large = await segment('deal', many);
    const { body } = await workspace
      .get(`/v1/deals?${asQuery({ or: [{ segment: large.id }, { segment: large.id }] })}`)
      .expect(400);
    expect(faultOf({ body })).toEqual([['?filter/or/1/segment', 'filter_too_large']]);
  });

  it('is a segment on events, and one without the scopes of what it looks at', async () => {
    const retail = await segment('company', { industry: 'retail' });
    const { body } = await workspace
      .post('/v1/webhook-endpoints', {
        url: 'http://127.0.0.1:60009/',
        types: ['company.*'],
        filter: { segment: retail.id },
      })
      .expect(400);
    expect(faultOf({ body })).toEqual([['/filter/segment', 'not_usable_on_events']]);
    const blind = await api.workspace(['companies:read', 'segments:manage', 'deals:read']);
    const own = api.as(blind.private_app_key);
    const refused = await own.post('/v1/segments', {
      name: 'X',
      object: 'deal',
      filter: { contacts: { first_name: 'Ada' } },
    });
    expect([refused.status, refused.body.required_scope]).toEqual([403, 'contacts:read']);
    const kept = await own.create('/v1/segments', { name: 'X', object: 'deal', filter: { title: 'x' } });
    const list = await own.get(`/v1/deals?${asQuery({ segment: kept.id })}`).expect(403);
    expect(list.body.required_scope).toBe('segments:read');
    await own.get(`/v1/segments/${kept.id}`).expect(403);
  });
});
