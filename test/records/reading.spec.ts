import type { ApiClient, Created } from '../support/api-client';
import { CREDENTIALS } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { sampleDeals } from './support/sample-deals';

let api: TestApi;
let workspace: TestWorkspace;
let company: Created;
let anna: Created;
let won: string;

beforeAll(async () => {
  api = await TestApi.shared();
  ({ workspace, company, anna, won } = await sampleDeals(api));
});
afterAll(() => api.stop());

const titles = (body: { data: { title: string }[] }): string[] => body.data.map(({ title }) => title);

const filtered = async (filter: object, query = ''): Promise<string[]> => {
  const text = encodeURIComponent(JSON.stringify(filter));
  return titles((await workspace.get(`/v1/deals?sort=title&filter=${text}${query}`).expect(200)).body);
};

/** A key of the workspace with some scopes. */
const keyWith = async (scopes: string[]): Promise<ApiClient> => {
  const [make] = Object.values(CREDENTIALS);
  if (!make) throw new Error('There are credentials.');
  return api.as(await make(api, workspace, scopes));
};

describe('a filter', () => {
  it.each<[object, string[]]>([
    [{ title: 'apfel' }, ['apfel']],
    [{ title: { contains: 'APF' } }, ['Äpfel', 'apfel']],
    [{ title: { contains: '100%' } }, ['Birnen 100%']],
    [{ title: { starts_with: 'zit' } }, ['Zitronen']],
    [{ title: { gt: 'b' } }, ['Birnen 100%', 'Zitronen']],
    [{ amount: { gte: '9.5', lt: 1000 } }, ['Äpfel', 'apfel']],
    [{ amount: { ne: '10.0' } }, ['apfel', 'Birnen 100%', 'Zitronen']],
    [{ amount: null }, ['Zitronen']],
    [{ stage: { group: 'won' } }, ['Birnen 100%']],
    [{ stage: { group: 'open' }, company: { industry: 'retail' } }, ['Äpfel']],
    [{ company: { industry: { ne: 'retail' } } }, ['apfel', 'Birnen 100%', 'Zitronen']],
    [{ company: null }, ['apfel', 'Zitronen']],
    [{ company: { name: { contains: 'elan' } } }, ['Birnen 100%']],
    [{ contacts: { last_name: { contains: 'oster' } } }, ['Äpfel', 'apfel']],
    [{ contacts: { first_name: 'Anna', last_name: 'Ёлкин' } }, []],
    [{ contacts: { last_name: { starts_with: 'елк' } } }, ['apfel']],
    [{ not: { contacts: { first_name: 'Anna' } } }, ['Birnen 100%', 'Zitronen']],
    [{ contacts: { emails: { has: 'ANNA@example.com' } } }, ['Äpfel', 'apfel']],
    [{ contacts: { phones: { has: '+33 6 12 34 56 78' } } }, ['Äpfel', 'apfel']],
    [{ contacts: { external_ids: { has: 'shop:A:1' } } }, ['Äpfel', 'apfel']],
    [{ contacts: { phones: null } }, ['apfel']],
    [{ utm: { source: { contains: 'grosse' } } }, ['Zitronen']],
    [{ utm: { source: null } }, ['Äpfel', 'apfel', 'Birnen 100%']],
    [{ expected_close_on: { between: ['2026-12-01', '2026-12-01'] } }, ['Zitronen']],
    [
      { created_at: { gt: '-1h' }, updated_at: { lte: 'now' } },
      ['Äpfel', 'apfel', 'Birnen 100%', 'Zitronen'],
    ],
    [{ created_by: { type: 'member' } }, []],
    [{ owner: null, owner_id: null, deleted_at: null }, ['Äpfel', 'apfel', 'Birnen 100%', 'Zitronen']],
    [{ or: [{ title: 'apfel' }, { amount: '1000.00' }] }, ['apfel', 'Birnen 100%']],
    [{ search: 'birn 100' }, ['Birnen 100%']],
    [{}, ['Äpfel', 'apfel', 'Birnen 100%', 'Zitronen']],
  ])('%j finds %j', async (filter, expected) => {
    expect(await filtered(filter)).toEqual(expected);
    const { body } = await workspace.post('/v1/deals/search', { filter, sort: ['title'] }).expect(200);
    expect(titles(body)).toEqual(expected);
    const counted = await workspace
      .post('/v1/deals/search', { filter, limit: 1, count: 'exact' })
      .expect(200);
    expect(counted.body.total).toBe(expected.length);
  });

  it('is short for equality in a query string', async () => {
    const { body } = await workspace.get(`/v1/deals?company_id=${company.id}&stage_id=${won}`).expect(200);
    expect(body.data).toEqual([]);
    expect(titles((await workspace.get(`/v1/deals?company_id=${company.id}`).expect(200)).body)).toEqual([
      'Äpfel',
    ]);
    const none = await workspace.get('/v1/deals?company_id=null&sort=title').expect(200);
    expect(titles(none.body)).toEqual(['apfel', 'Zitronen']);
    const wrong = await workspace.get('/v1/deals?company_id=x').expect(400);
    expect(wrong.body.errors).toMatchObject([{ pointer: '?company_id', code: 'invalid_id' }]);
  });

  it('tells every fault with its place', async () => {
    const filter = {
      colour: 1,
      amount: { gte: 'x', has: 1 },
      company: { 'a/b': 1 },
      stage: { group: 'none' },
    };
    const { body } = await workspace.post('/v1/deals/search', { filter }).expect(400);
    expect(body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual([
      ['/filter/colour', 'unknown_field'],
      ['/filter/amount/gte', 'wrong_format'],
      ['/filter/amount/has', 'wrong_operator'],
      ['/filter/company/a~1b', 'unknown_field'],
      ['/filter/stage/group', 'not_a_choice'],
    ]);
    const query = encodeURIComponent(JSON.stringify(filter));
    const refused = await workspace.get(`/v1/deals?filter=${query}`).expect(400);
    expect(refused.body.errors[1].pointer).toBe('?filter/amount/gte');
    const me = await workspace.get('/v1/deals?owner_id=me').expect(400);
    expect(me.body.errors).toMatchObject([{ pointer: '?owner_id', code: 'no_member' }]);
  });

  it('through a link needs the scope to read what is there', async () => {
    const caller = await keyWith(['deals:read']);
    const text = encodeURIComponent(JSON.stringify({ company: { industry: 'retail' } }));
    const { body } = await caller.get(`/v1/deals?filter=${text}`).expect(403);
    expect(body).toMatchObject({ code: 'missing_scope', required_scope: 'companies:read' });
    await caller.get(`/v1/deals?company_id=${company.id}`).expect(200);
  });
});

describe('a search', () => {
  it.each([
    ['0612345678'],
    ['06 12 34 56 78'],
    ['+33 6 12 34 56 78'],
    ['345678'],
    ['anna@example'],
    ['oster ANNA'],
    ['A:1'],
  ])('finds a contact by %p', async (search) => {
    const { body } = await workspace.post('/v1/contacts/search', { search }).expect(200);
    expect(body.data.map(({ id }: Created) => id)).toEqual([anna.id]);
  });

  it('sees what the caller has just written', async () => {
    const { id } = await workspace.create('/v1/leads', { title: 'Brand new' });
    const found = await workspace.post('/v1/leads/search', { search: 'brand' }).expect(200);
    expect(found.body.data).toMatchObject([{ id }]);
    await workspace.patch(`/v1/leads/${id}`, { title: 'Old' }).expect(200);
    const gone = await workspace.post('/v1/leads/search', { search: 'brand' }).expect(200);
    expect(gone.body.data).toEqual([]);
  });

  it.each([[''], ['   '], ['\u0301'], ['a b c d e f g h i j k'], ['\u0000']])(
    'refuses %p',
    async (search) => {
      await workspace.post('/v1/contacts/search', { search }).expect(400);
    },
  );
});

describe('a sorted list', () => {
  it('orders by up to three fields, those without a value last', async () => {
    const order = async (sort: string) =>
      titles((await workspace.get(`/v1/deals?sort=${sort}`).expect(200)).body);
    expect(await order('amount')).toEqual(['apfel', 'Äpfel', 'Birnen 100%', 'Zitronen']);
    expect(await order('-amount')).toEqual(['Birnen 100%', 'Äpfel', 'apfel', 'Zitronen']);
    expect(await order('title,-amount')).toEqual(['Äpfel', 'apfel', 'Birnen 100%', 'Zitronen']);
    expect(await order('title,amount')).toEqual(['apfel', 'Äpfel', 'Birnen 100%', 'Zitronen']);
    expect(await order('-expected_close_on,title,amount')).toEqual([
      'Zitronen',
      'apfel',
      'Äpfel',
      'Birnen 100%',
    ]);
    await workspace.get('/v1/deals?sort=title,title').expect(400);
    await workspace.get('/v1/deals?sort=title,amount,created_at,updated_at').expect(400);
  });

  it.each([
    'title',
    '-title',
    'amount,-title',
    '-amount,title',
    'expected_close_on,-amount,title',
    '-created_at',
  ])('by %s is the same page by page', async (sort) => {
    const { body } = await workspace.get(`/v1/deals?sort=${sort}`).expect(200);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await workspace.get(`/v1/deals?sort=${sort}&limit=1${next}`).expect(200)).body;
      paged.push(...titles(page));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(titles(body));
  });

  it('gives cursors that only fit the list they came from', async () => {
    const filter = encodeURIComponent('{"title":{"contains":"e"}}');
    const { body } = await workspace.get(`/v1/deals?limit=1&filter=${filter}`).expect(200);
    const cursor = encodeURIComponent(body.next_cursor);
    await workspace.get(`/v1/deals?limit=2&fields=title&filter=${filter}&cursor=${cursor}`).expect(200);
    for (const list of [
      '',
      `filter=${filter}&sort=title`,
      `filter=${filter}&deleted=include`,
      'company_id=null',
    ]) {
      const refused = await workspace.get(`/v1/deals?${list}&cursor=${cursor}`).expect(400);
      expect(refused.body.errors).toMatchObject([{ pointer: '?cursor', code: 'invalid_cursor' }]);
    }
    await (await keyWith(['deals:read'])).get(`/v1/deals?filter=${filter}&cursor=${cursor}`).expect(400);
  });
});

describe('deleted records', () => {
  it('are listed when they are asked for', async () => {
    const mine = await api.workspace();
    const [kept, gone] = [
      await mine.create('/v1/leads', { title: 'a' }),
      await mine.create('/v1/leads', { title: 'b' }),
    ];
    await mine.delete(`/v1/leads/${gone.id}`).expect(200);
    const ids = async (query: string) =>
      (await mine.get(`/v1/leads?sort=created_at${query}`).expect(200)).body.data.map(
        ({ id }: Created) => id,
      );
    expect(await ids('')).toEqual([kept.id]);
    expect(await ids('&deleted=only')).toEqual([gone.id]);
    expect(await ids('&deleted=include')).toEqual([kept.id, gone.id]);
  });

  it('are like a missing link', async () => {
    const mine = await api.workspace();
    const { id } = await mine.create('/v1/companies', { name: 'Gone' });
    await mine.create('/v1/deals', { title: 'x', company_id: id });
    await mine.delete(`/v1/companies/${id}`).expect(200);
    const { body } = await mine
      .post('/v1/deals/search', { filter: { company: null }, expand: ['company'] })
      .expect(200);
    expect(body.data).toMatchObject([{ company_id: id, company: null }]);
  });

  it.each<[string, string[]]>([
    ['amount', ['b', 'd', 'a', 'f', 'c', 'e']],
    ['-amount', ['f', 'a', 'd', 'b', 'e', 'c']],
    ['-title', ['f', 'e', 'd', 'c', 'b', 'a']],
    ['amount,-title', ['b', 'd', 'a', 'f', 'e', 'c']],
    ['-created_at', ['f', 'e', 'd', 'c', 'b', 'a']],
  ])('and the others page in one order, by %s', async (sort, expected) => {
    const both = await api.workspace();
    const amounts = { a: '30', b: '10', c: null, d: '20', e: null, f: '40' };
    for (const [title, amount] of Object.entries(amounts)) {
      const { id } = await both.create('/v1/deals', { title, amount: amount && { amount, currency: 'EUR' } });
      if (['a', 'c', 'd'].includes(title)) await both.delete(`/v1/deals/${id}`).expect(200);
    }
    const titles: string[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const path = `/v1/deals?deleted=include&limit=2&sort=${sort}${cursor}`;
      const { body } = await both.get(path).expect(200);
      titles.push(...body.data.map(({ title }: { title: string }) => title));
      more = body.has_more;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(titles).toEqual(expected);
  });
});
