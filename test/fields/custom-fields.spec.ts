import { FieldUpkeep } from '@crm/fields';
import { RecordWriter } from '@crm/records';

import { eventsOf } from '../records/support/stored-events';
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

const OPTIONS = [
  { id: 'morning', label: 'In the morning' },
  { id: 'evening', label: 'In the evening', color: '#2FC6F6' },
];
const WINDOW = { key: 'delivery_window', name: 'Delivery window', type: 'select', options: OPTIONS };

const define = (field: object, plural = 'deals') => workspace.create(`/v1/${plural}/fields`, field);
const deal = async (custom_fields: object, title = 'Desks') =>
  (await workspace.post('/v1/deals', { title, custom_fields }).expect(201)).body;
const titles = async (query: string) =>
  (await workspace.get(`/v1/deals?${query}`).expect(200)).body.data.map(
    (one: { title: string }) => one.title,
  );
const asked = (filter: object) => `filter=${encodeURIComponent(JSON.stringify({ custom_fields: filter }))}`;
const upkeep = () => new FieldUpkeep(api.database, api.app.get(RecordWriter));

describe('values of custom fields', () => {
  it('are stored, answered, changed one by one, and told of in events by their paths', async () => {
    await define(WINDOW);
    await define({ key: 'floor', name: 'Floor', type: 'integer' });
    const created = await deal({ delivery_window: 'morning', floor: 3 });
    expect(created).toMatchObject({ version: 1, custom_fields: { delivery_window: 'morning', floor: 3 } });
    const changed = await workspace.patch(`/v1/deals/${created.id}`, { custom_fields: { floor: null } });
    expect(changed.body).toMatchObject({
      version: 2,
      custom_fields: { delivery_window: 'morning', floor: null },
    });
    const same = await workspace.patch(`/v1/deals/${created.id}`, { custom_fields: { floor: null } });
    expect(same.body).toEqual(changed.body);
    const emptied = await workspace.patch(`/v1/deals/${created.id}`, { custom_fields: null });
    expect(emptied.body.custom_fields).toEqual({ delivery_window: null, floor: null });
    const events = await eventsOf(api, created.id);
    expect(events.map(({ changes }) => changes)).toEqual([
      {},
      { 'custom_fields.floor': { from: 3, to: null } },
      { 'custom_fields.delivery_window': { from: 'morning', to: null } },
    ]);
  });

  it('stay within the years that can be stored and asked for, whatever the zone', async () => {
    await define({ key: 'picked_up', name: 'Picked up', type: 'datetime' });
    for (const wrong of ['9999-12-31T23:30:00-01:00', '0001-01-01T00:00:00+14:00']) {
      const { body } = await workspace
        .post('/v1/deals', { title: 'x', custom_fields: { picked_up: wrong } })
        .expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/custom_fields/picked_up', code: 'wrong_format' }]);
      await workspace.post('/v1/activities', { type: 'task', subject: 'x', due_at: wrong }).expect(400);
      await workspace.post('/v1/notes', { text: 'x', written_at: wrong }).expect(400);
    }
    const last = '9999-12-31T23:59:59.999Z';
    expect((await deal({ picked_up: last })).custom_fields.picked_up).toBe(last);
    expect(await titles(asked({ picked_up: { gte: '2026-01-01T00:00:00Z' } }))).toEqual(['Desks']);
  });

  it('are numbers as they were sent, or refused', async () => {
    await define({ key: 'size', name: 'Size', type: 'number' });
    await define({ key: 'sizes', name: 'Sizes', type: 'number', multiple: true });
    expect((await deal({ size: 0.1 })).custom_fields.size).toBe('0.1');
    for (const lossy of [1234567890123.1235, 100000000000000.12, 2 ** 53]) {
      const body = { title: 'x', custom_fields: { size: lossy } };
      await workspace.post('/v1/deals', body).expect(422);
    }
    const several = await deal({ sizes: ['1', '1.0', '2.50'] }, 'Several');
    expect(several.custom_fields.sizes).toEqual(['1', '2.5']);
    for (const one of ['1', '1.00', '2.5'])
      expect(await titles(asked({ sizes: { has: one } }))).toEqual(['Several']);
  });

  it('are long and unique at once', async () => {
    await define({ key: 'link', name: 'Link', type: 'url', unique: true });
    const link = (end: string) => `https://example.com/${'😀'.repeat(1900)}${end}`;
    await deal({ link: link('a') });
    await deal({ link: link('b') });
    await workspace.post('/v1/deals', { title: 'x', custom_fields: { link: link('a') } }).expect(409);
  });

  it('that are required are more than an empty address', async () => {
    await define({ key: 'site', name: 'Site', type: 'address', required: true });
    for (const site of [{}, { city: null }]) {
      const { body } = await workspace.post('/v1/deals', { title: 'x', custom_fields: { site } }).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/custom_fields/site', code: 'required' }]);
    }
    await deal({ site: { city: 'Lyon' } });
  });

  it('name a record by a phone number as people of the country write it', async () => {
    await define({ key: 'desk_phone', name: 'Desk phone', type: 'phone', unique: true });
    const path = `/v1/deals/by/custom_fields.desk_phone/${encodeURIComponent('06 11 11 11 11')}`;
    const first = await workspace.call('put', path).send({ title: 'Desks' }).expect(201);
    const again = await workspace
      .call('put', path)
      .send({ title: 'Chairs', custom_fields: { desk_phone: '0611111111' } })
      .expect(200);
    expect([again.body.id, again.body.custom_fields.desk_phone]).toEqual([first.body.id, '+33611111111']);
  });

  it('are refused with all faults at once, in batches too', async () => {
    await define(WINDOW);
    await define({ key: 'floor', name: 'Floor', type: 'integer', min: '0', max: '200' });
    const custom_fields = { delivery_window: 'noon', floor: 500, unknown: 1 };
    const faults = (at: string) => [
      { pointer: `${at}/custom_fields/delivery_window`, code: 'not_a_choice' },
      { pointer: `${at}/custom_fields/floor`, code: 'too_large' },
      { pointer: `${at}/custom_fields/unknown`, code: 'unknown_field' },
      { pointer: `${at}/company_id`, code: 'unknown_reference' },
    ];
    const data = { title: 'Desks', company_id: 'comp_01jc6nrygyfgx9y01bdgemwqv0', custom_fields };
    const refused = await workspace.post('/v1/deals', data).expect(422);
    expect(refused.body.errors).toMatchObject(faults(''));
    const batch = await workspace
      .post('/v1/deals/batch', {
        operations: [
          { op: 'create', data },
          { op: 'create', data: { title: 'B', custom_fields: { floor: 7 } } },
        ],
      })
      .expect(200);
    expect(batch.body.results[0].problem.errors).toMatchObject(faults('/operations/0/data'));
    expect(batch.body.results[1]).toMatchObject({ result: 'created' });
  });

  it('have defaults in new records alone, and may be required of what is written', async () => {
    const before = await deal({});
    await define({ ...WINDOW, default: 'evening' });
    await define({ key: 'order_no', name: 'Order number', type: 'text', required: true });
    const refused = await workspace.post('/v1/deals', { title: 'No number' }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/custom_fields/order_no', code: 'required' }]);
    const made = await deal({ order_no: 'A-1' });
    expect(made.custom_fields).toEqual({ delivery_window: 'evening', order_no: 'A-1' });
    const old = await workspace.patch(`/v1/deals/${before.id}`, { comment: 'As it was' }).expect(200);
    expect(old.body.custom_fields).toEqual({ delivery_window: null, order_no: null });
    await workspace.patch(`/v1/deals/${made.id}`, { custom_fields: { order_no: null } }).expect(422);
    await workspace.patch(`/v1/deals/${before.id}`, { custom_fields: { order_no: null } }).expect(422);
    await workspace
      .patch(`/v1/deals/${before.id}`, { custom_fields: { delivery_window: 'morning' } })
      .expect(200);
  });

  it('name members and records of the workspace, and no others', async () => {
    await define({ key: 'installer', name: 'Installer', type: 'member' });
    await define({ key: 'partners', name: 'Partners', type: 'record', target: 'company', multiple: true });
    const member = (await workspace.get('/v1/members')).body.data[0].id;
    const company = await workspace.create('/v1/companies', { name: 'Dubois' });
    const stranger = await (await api.workspace()).create('/v1/companies', { name: 'Elsewhere' });
    const made = await deal({ installer: member, partners: [company.id, company.id] });
    expect(made.custom_fields).toEqual({ installer: member, partners: [company.id] });
    const refused = await workspace
      .post('/v1/deals', { title: 'X', custom_fields: { partners: [company.id, stranger.id] } })
      .expect(422);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/custom_fields/partners/1', code: 'unknown_reference' },
    ]);
    expect(await titles(asked({ partners: { has: company.id } }))).toEqual(['Desks']);
    expect(await titles(asked({ installer: member }))).toEqual(['Desks']);
  });

  it('name the record in upserts when they are unique, and belong to one alone', async () => {
    await define({ key: 'order_no', name: 'Order number', type: 'number', unique: true });
    const put = (value: string, body: object = {}) =>
      workspace.call('put', `/v1/deals/by/custom_fields.order_no/${value}`).send({ title: 'Desks', ...body });
    const created = (await put('2.50').expect(201)).body;
    expect(created.custom_fields).toEqual({ order_no: '2.5' });
    expect((await put('2.5', { comment: 'The same' }).expect(200)).body).toMatchObject({
      id: created.id,
      result: 'updated',
    });
    const twin = await workspace
      .post('/v1/deals', { title: 'Twin', custom_fields: { order_no: 2.5 } })
      .expect(409);
    expect(twin.body).toMatchObject({ code: 'already_exists', existing_id: created.id });
    const torn = await put('7', { custom_fields: { order_no: '8' } }).expect(422);
    expect(torn.body.errors).toMatchObject([{ pointer: '/custom_fields/order_no', code: 'not_the_key' }]);
    await put('x').expect(400);
    await workspace.call('put', '/v1/deals/by/custom_fields.nothing/1').send({ title: 'X' }).expect(400);
    await workspace.patch(`/v1/deals/${created.id}`, { custom_fields: { order_no: '3' } }).expect(200);
    await put('2.5').expect(201);
  });
});

describe('lists', () => {
  it('are filtered, sorted, searched and cut by custom fields', async () => {
    await define({ ...WINDOW, indexed: true });
    await define({ key: 'code_name', name: 'Code name', type: 'text' });
    await deal({ delivery_window: 'morning', code_name: 'Éclair 77' }, 'A');
    await deal({ delivery_window: 'evening' }, 'B');
    await deal({ delivery_window: 'evening' }, 'C');
    await deal({}, 'D');
    expect(await titles(asked({ delivery_window: 'evening' }))).toEqual(['C', 'B']);
    expect(await titles(asked({ delivery_window: { ne: 'evening' } }))).toEqual(['D', 'A']);
    expect(await titles(asked({ delivery_window: { is_null: true } }))).toEqual(['D']);
    expect(await titles(asked({ code_name: { contains: 'ECLAIR' } }))).toEqual(['A']);
    const sort = 'sort=custom_fields.delivery_window,title&limit=2';
    const first = await workspace.get(`/v1/deals?${sort}&fields=title,custom_fields.delivery_window`);
    expect(first.body.data).toMatchObject([
      { title: 'B', custom_fields: { delivery_window: 'evening' } },
      { title: 'C', custom_fields: { delivery_window: 'evening' } },
    ]);
    expect(Object.keys(first.body.data[0]).sort()).toEqual(['custom_fields', 'id', 'title']);
    const rest = `${sort}&fields=title,custom_fields.delivery_window&cursor=${first.body.next_cursor}`;
    expect(await titles(rest)).toEqual(['A', 'D']);
    expect(await titles('sort=-custom_fields.delivery_window&deleted=include')).toEqual(['A', 'C', 'B', 'D']);
    const found = await workspace.post('/v1/deals/search', { search: 'eclair' }).expect(200);
    expect(found.body.data).toHaveLength(1);
  });

  it('say which custom fields they do not know, or cannot be sorted by', async () => {
    await define({ key: 'code_name', name: 'Code name', type: 'text' });
    const refused = async (query: string) =>
      (await workspace.get(`/v1/deals?${query}`).expect(400)).body.errors;
    expect(await refused('sort=custom_fields.code_name')).toMatchObject([{ code: 'not_sortable' }]);
    expect(await refused('sort=custom_fields.nothing')).toMatchObject([{ code: 'unknown_field' }]);
    expect(await refused('fields=custom_fields.nothing')).toMatchObject([{ code: 'unknown_field' }]);
    expect(await refused(asked({ nothing: 1 }))).toMatchObject([
      { pointer: '?filter/custom_fields/nothing', code: 'unknown_field' },
    ]);
  });

  it('ask for the custom fields of linked records', async () => {
    await define({ key: 'tier', name: 'Tier', type: 'select', options: OPTIONS }, 'companies');
    const company = await workspace.create('/v1/companies', {
      name: 'A',
      custom_fields: { tier: 'morning' },
    });
    await workspace.create('/v1/deals', { title: 'Linked', company_id: company.id });
    await deal({}, 'Alone');
    const filter = encodeURIComponent(JSON.stringify({ company: { custom_fields: { tier: 'morning' } } }));
    expect(await titles(`filter=${filter}`)).toEqual(['Linked']);
    const expanded = await workspace.get(`/v1/deals?filter=${filter}&expand=company`);
    expect(expanded.body.data[0].company.custom_fields).toEqual({ tier: 'morning' });
  });
});

describe('an index', () => {
  it('is filled by the worker for values from before, and used from then on', async () => {
    const field = await define({ key: 'size', name: 'Size', type: 'number' });
    expect(field).toMatchObject({ indexed: false, sortable: false, filterable: true });
    await deal({ size: '10' }, 'Ten');
    await deal({ size: '9.5' }, 'Nine');
    const changed = await workspace.patch('/v1/deals/fields/size', { indexed: true }).expect(200);
    expect(changed.body).toMatchObject({ indexed: true, index_ready: false, sortable: false });
    await deal({ size: '100' }, 'Hundred');
    await workspace.get('/v1/deals?sort=custom_fields.size').expect(400);
    while ((await upkeep().index()) !== 'none');
    expect(await titles('sort=-custom_fields.size')).toEqual(['Hundred', 'Ten', 'Nine']);
    expect(await titles(asked({ size: { gte: 10 } }))).toEqual(['Hundred', 'Ten']);
    const events = await eventsOf(api, field.id);
    expect(events.at(-1)).toMatchObject({ type: 'field.updated', actor: { type: 'system' } });
  });

  it('follows changes, deletions and restored records', async () => {
    await define({ key: 'size', name: 'Size', type: 'number', indexed: true });
    const { id } = await deal({ size: '1' }, 'One');
    await workspace.patch(`/v1/deals/${id}`, { custom_fields: { size: '2' } }).expect(200);
    expect(await titles(asked({ size: 1 }))).toEqual([]);
    expect(await titles(asked({ size: { in: [2, 3] } }))).toEqual(['One']);
    await workspace.delete(`/v1/deals/${id}`).expect(200);
    expect(await titles(asked({ size: 2 }))).toEqual([]);
    expect(await titles(`${asked({ size: 2 })}&deleted=only`)).toEqual(['One']);
  });
});
