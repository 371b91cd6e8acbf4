import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const company = (more: object = {}) => workspace.create('/v1/companies', { name: 'Dubois SARL', ...more });
const contact = (more: object = {}) => workspace.create('/v1/contacts', { first_name: 'Amélie', ...more });
const deal = (more: object = {}) => workspace.create('/v1/deals', { title: '20 desks', ...more });
const change = (path: string, body: object) => workspace.patch(path, body);
const idsIn = (body: { data: Created[] }) => body.data.map(({ id }) => id);
const found = async (path: string, filter: object) =>
  idsIn((await workspace.post(`${path}/search`, { filter }).expect(200)).body);
const listed = async (path: string) => idsIn((await workspace.get(path).expect(200)).body);

describe("a contact's companies", () => {
  const entry = (company_id: string, primary = false, role: string | null = null) => ({
    company_id,
    role,
    primary,
  });

  it('have a primary one, which company_id names', async () => {
    const [a, b] = [(await company()).id, (await company()).id];
    const first = await contact({ companies: [{ company_id: a, role: 'Advisor' }, { company_id: b }] });
    expect(first).toMatchObject({ company_id: a, companies: [entry(a, true, 'Advisor'), entry(b)] });
    const marked = await contact({ companies: [{ company_id: a }, { company_id: b, primary: true }] });
    expect(marked).toMatchObject({ company_id: b, companies: [entry(a), entry(b, true)] });
    const byId = await contact({ company_id: a });
    expect(byId).toMatchObject({ company_id: a, companies: [entry(a, true)] });
    const both = await contact({ company_id: b, companies: [{ company_id: a }, { company_id: b }] });
    expect(both).toMatchObject({ company_id: b, companies: [entry(a), entry(b, true)] });
  });

  it('follow company_id: another takes the place of the primary one, a listed one becomes primary, null ends it', async () => {
    const [a, b, c] = [(await company()).id, (await company()).id, (await company()).id];
    const { id } = await contact({ companies: [{ company_id: a, role: 'Advisor' }, { company_id: b }] });
    const path = `/v1/contacts/${id}`;
    const moved = (await change(path, { company_id: c }).expect(200)).body;
    expect(moved).toMatchObject({ company_id: c, companies: [entry(c, true), entry(b)] });
    const chosen = (await change(path, { company_id: b }).expect(200)).body;
    expect(chosen).toMatchObject({ company_id: b, companies: [entry(c), entry(b, true)] });
    const left = (await change(path, { company_id: null }).expect(200)).body;
    expect(left).toMatchObject({ company_id: null, companies: [entry(c)] });
    const same = (await change(path, { companies: left.companies, company_id: null }).expect(200)).body;
    expect(same.version).toBe(left.version);
    const none = (await change(path, { companies: null }).expect(200)).body;
    expect(none).toMatchObject({ company_id: null, companies: [] });
  });

  it('keep their primary one when a list does not say another', async () => {
    const [a, b] = [(await company()).id, (await company()).id];
    const { id } = await contact({ company_id: a });
    const kept = (await change(`/v1/contacts/${id}`, { companies: [{ company_id: b }, { company_id: a }] }))
      .body;
    expect(kept).toMatchObject({ company_id: a, companies: [entry(b), entry(a, true)] });
    const merged = await change(`/v1/contacts/${id}?list_mode=merge`, {
      companies: [{ company_id: b, role: 'Owner', primary: true }],
    }).expect(200);
    expect(merged.body).toMatchObject({ company_id: b, companies: [entry(b, true, 'Owner'), entry(a)] });
    const gone = (await change(`/v1/contacts/${id}`, { companies: [{ company_id: a }] }).expect(200)).body;
    expect(gone).toMatchObject({ company_id: a, companies: [entry(a, true)] });
  });

  it('must be known, named once, and agree with company_id', async () => {
    const [a, b] = [(await company()).id, (await company()).id];
    const unknown = 'comp_01jc6nrygyfgx9y01bdgemwqv0';
    const faultsOf = async (body: object) =>
      (await workspace.post('/v1/contacts', { first_name: 'x', ...body }).expect(422)).body.errors;
    expect(await faultsOf({ companies: [{ company_id: a }, { company_id: a }] })).toMatchObject([
      { pointer: '/companies/1/company_id', code: 'duplicate' },
    ]);
    expect(await faultsOf({ companies: [{ company_id: a }, { company_id: unknown }] })).toMatchObject([
      { pointer: '/companies/1/company_id', code: 'unknown_reference' },
    ]);
    for (const companies of [
      [{ company_id: a }],
      [{ company_id: a, primary: true }, { company_id: b }],
      [],
    ]) {
      expect(await faultsOf({ company_id: b, companies })).toMatchObject([
        { pointer: '/company_id', code: 'contradicts_companies' },
      ]);
    }
    expect(await faultsOf({ company_id: null, companies: [{ company_id: a, primary: true }] })).toMatchObject(
      [{ pointer: '/company_id', code: 'contradicts_companies' }],
    );
  });

  it('are found from the company, also those that are not primary', async () => {
    const [a, b] = [(await company({ industry: 'retail' })).id, (await company()).id];
    const { id } = await contact({ companies: [{ company_id: b }, { company_id: a }] });
    expect(await listed(`/v1/companies/${a}/contacts`)).toEqual([id]);
    expect(await listed(`/v1/companies/${b}/contacts`)).toEqual([id]);
    expect(await listed(`/v1/contacts?company_id=${a}`)).toEqual([]);
    expect(await found('/v1/contacts', { companies: { id: a, industry: 'retail' } })).toEqual([id]);
    expect(await found('/v1/companies', { contacts: { id } })).toEqual([b, a].sort().reverse());
    const { body } = await workspace.get(`/v1/contacts/${id}?expand=companies,company`).expect(200);
    expect(body.companies.map((one: { company: Created }) => one.company.id)).toEqual([b, a]);
    await change(`/v1/contacts/${id}`, { companies: [{ company_id: b }] }).expect(200);
    expect(await listed(`/v1/companies/${a}/contacts`)).toEqual([]);
  });
});

describe("a company's parent", () => {
  const levels = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) ids.push((await company({ parent_id: ids.at(-1) ?? null })).id);
    return ids;
  };
  const put = (id: string | undefined, parent_id: string | undefined) =>
    change(`/v1/companies/${id ?? ''}`, { parent_id });

  it('is read, expanded and filtered by from both sides', async () => {
    const [top = '', below = ''] = await levels(2);
    await change(`/v1/companies/${top}`, { industry: 'retail' }).expect(200);
    const { body } = await workspace.get(`/v1/companies/${below}?expand=parent`).expect(200);
    expect(body).toMatchObject({ parent_id: top, parent: { id: top } });
    expect(await listed(`/v1/companies/${top}/children`)).toEqual([below]);
    expect(await found('/v1/companies', { parent: { industry: 'retail' } })).toEqual([below]);
    expect(await found('/v1/companies', { children: { id: below } })).toEqual([top]);
    expect(await found('/v1/companies', { children: { is_null: true }, id: { in: [top, below] } })).toEqual([
      below,
    ]);
  });

  it('is never the company itself or one below it', async () => {
    const [top, middle, bottom] = await levels(3);
    for (const parent of [top, middle, bottom]) {
      const { body } = await put(top, parent).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/parent_id', code: 'circular_parent' }]);
    }
    const { body } = await put(top, 'comp_01jc6nrygyfgx9y01bdgemwqv0').expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/parent_id', code: 'unknown_reference' }]);
  });

  it('leaves at most ten levels, whether the company is new or brings others along', async () => {
    const chain = await levels(10);
    const tooDeep = await workspace.post('/v1/companies', { name: 'x', parent_id: chain[9] }).expect(422);
    expect(tooDeep.body.errors).toMatchObject([{ pointer: '/parent_id', code: 'too_many_levels' }]);
    const [two] = await levels(2);
    expect((await put(two, chain[8]).expect(422)).body.errors[0].code).toBe('too_many_levels');
    await put(two, chain[7]).expect(200);
  });

  it('closes no circle when the halves of it come in one batch or at the same time', async () => {
    const [a, b] = [(await company()).id, (await company()).id];
    const half = (id: string, parent_id: string) => ({ op: 'update', id, data: { parent_id } });
    const operations = [half(a, b), half(b, a)];
    const { body } = await workspace.post('/v1/companies/batch', { operations }).expect(200);
    expect(body.results).toMatchObject([{ status: 200 }, { status: 422 }]);
    const [c, d] = [(await company()).id, (await company()).id];
    const answers = await Promise.all([put(c, d), put(d, c)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

describe('the history of a client', () => {
  it('is read from the contact and the company, and filtered by', async () => {
    const { id: firm } = await company();
    const { id: person } = await contact({ company_id: firm });
    const older = (await deal({ company_id: firm, contacts: [{ contact_id: person }] })).id;
    const newer = (
      await deal({ contacts: [{ contact_id: person }], amount: { amount: '10', currency: 'EUR' } })
    ).id;
    await deal();
    expect(await listed(`/v1/contacts/${person}/deals`)).toEqual([newer, older]);
    expect(await listed(`/v1/companies/${firm}/deals`)).toEqual([older]);
    expect(await listed(`/v1/contacts/${person}/deals?sort=created_at&limit=1`)).toEqual([older]);
    const filter = encodeURIComponent(JSON.stringify({ amount: { gte: '5' } }));
    const some = await workspace.get(
      `/v1/contacts/${person}/deals?filter=${filter}&count=exact&fields=title`,
    );
    expect(some.body).toMatchObject({ total: 1, data: [{ id: newer, title: '20 desks' }] });
    expect(await found('/v1/contacts', { deals: { stage: { group: 'open' } } })).toContain(person);
    expect(await found('/v1/contacts', { deals: { stage: { group: 'won' } } })).not.toContain(person);
    expect(await found('/v1/companies', { deals: { amount: { is_null: true } } })).toEqual([firm]);
    expect(await found('/v1/companies', { contacts: { deals: { id: newer } } })).toEqual([firm]);
    expect(await found('/v1/contacts', { deals: { is_null: true }, id: person })).toEqual([]);
  });

  it('is a list like any other: its pages belong to the contact, and an unknown contact is a 404', async () => {
    const [a, b] = [(await contact()).id, (await contact()).id];
    for (const id of [a, a, b, b]) await deal({ contacts: [{ contact_id: id }] });
    const page = (await workspace.get(`/v1/contacts/${a}/deals?limit=1`).expect(200)).body;
    const rest = await workspace
      .get(`/v1/contacts/${a}/deals?limit=1&cursor=${page.next_cursor}`)
      .expect(200);
    expect(rest.body).toMatchObject({ has_more: false, data: [{ contacts: [{ contact_id: a }] }] });
    await workspace.get(`/v1/contacts/${b}/deals?limit=1&cursor=${page.next_cursor}`).expect(400);
    await workspace.get(`/v1/deals?limit=1&cursor=${page.next_cursor}`).expect(400);
    await workspace.get('/v1/contacts/cont_01jc6nrygyfgx9y01bdgemwqv0/deals').expect(404);
    await workspace.delete(`/v1/contacts/${a}`).expect(200);
    await workspace.get(`/v1/contacts/${a}/deals`).expect(404);
  });

  it('takes the scopes of both sides', async () => {
    const { id } = await contact();
    for (const [held, lacking] of [
      ['contacts:read', 'deals:read'],
      ['deals:read', 'contacts:read'],
    ]) {
      const some = await api.workspace([held ?? '']);
      const listing = await some.get(`/v1/contacts/${id}/deals`).expect(403);
      expect(listing.body).toMatchObject({ code: 'missing_scope', required_scope: lacking });
    }
    const some = await api.workspace(['contacts:read']);
    const filter = encodeURIComponent('{"deals":{"is_null":true}}');
    const { body } = await some.get(`/v1/contacts?filter=${filter}`).expect(403);
    expect(body.required_scope).toBe('deals:read');
  });

  it('is not said by events', async () => {
    const subscribe = (filter: object) =>
      workspace.post('/v1/webhook-endpoints', {
        url: 'http://127.0.0.1:60009/',
        types: ['contact.*'],
        filter,
      });
    const { body } = await subscribe({ deals: { is_null: false } }).expect(400);
    expect(body.errors).toMatchObject([{ code: 'not_usable_on_events' }]);
  });
});

describe('a deletion', () => {
  it('says how many records pointed to it, of those that the caller may read; dry runs, too', async () => {
    const { id: firm } = await company();
    const { id: person } = await contact({ company_id: firm });
    await company({ parent_id: firm });
    for (let at = 0; at < 2; at += 1) await deal({ company_id: firm, contacts: [{ contact_id: person }] });
    const unlinks = { contacts: 1, deals: 2, children: 1 };
    const tried = await workspace.delete(`/v1/companies/${firm}?validate_only=true`).expect(200);
    expect(tried.body).toMatchObject({ unlinks });
    const key = 'delete-once';
    const remove = () => workspace.delete(`/v1/companies/${firm}`).set('idempotency-key', key).expect(200);
    expect((await remove()).body).toMatchObject({ id: firm, unlinks });
    expect((await remove()).body).toMatchObject({ id: firm, unlinks });
    expect((await workspace.delete(`/v1/contacts/${person}`).expect(200)).body.unlinks).toEqual({
      deals: 2,
      activities: 0,
      notes: 0,
      files: 0,
    });
  });

  it('leaves the links as they are: they lead nowhere until it is restored', async () => {
    const { id: firm } = await company();
    const { id: person } = await contact({ company_id: firm });
    const { id } = await deal({ company_id: firm, contacts: [{ contact_id: person }] });
    await workspace.delete(`/v1/companies/${firm}`).expect(200);
    const path = `/v1/contacts/${person}?expand=companies,company`;
    const without = (await workspace.get(path).expect(200)).body;
    expect(without).toMatchObject({ company_id: firm, company: null, companies: [{ company: null }] });
    expect(await found('/v1/contacts', { companies: { is_null: true }, id: person })).toEqual([person]);
    await workspace.post(`/v1/companies/${firm}/restore`).expect(200);
    expect((await workspace.get(path).expect(200)).body.companies).toMatchObject([{ company: { id: firm } }]);
    expect(await listed(`/v1/companies/${firm}/deals`)).toEqual([id]);
  });
});
