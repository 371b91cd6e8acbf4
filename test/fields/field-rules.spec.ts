import { FieldUpkeep } from '@crm/fields';
import { RecordWriter } from '@crm/records';

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

describe('a field', () => {
  it('is described among the standard ones, which can be hidden and not deleted', async () => {
    await define({ ...WINDOW, group: 'Delivery', position: 5 });
    const { data } = (await workspace.get('/v1/deals/fields').expect(200)).body;
    expect(data[0]).toMatchObject({ key: 'delivery_window', standard: false, group: 'Delivery' });
    const title = data.find(({ key }: { key: string }) => key === 'title');
    expect(title).toMatchObject({ standard: true, type: 'text', required: true, sortable: true, id: null });
    const hidden = await workspace.patch('/v1/deals/fields/comment', { hidden: true, name: 'Remarks' });
    expect(hidden.body).toMatchObject({ hidden: true, name: 'Remarks', standard: true, version: 2 });
    const read = await workspace.get('/v1/deals/fields/comment');
    expect(read.body).toEqual(hidden.body);
    const refused = await workspace.patch('/v1/deals/fields/title', { required: false }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/required', code: 'standard_field' }]);
    expect((await workspace.delete('/v1/deals/fields/title').expect(409)).body.code).toBe('standard_field');
    const taken = await workspace
      .post('/v1/deals/fields', { key: 'title', name: 'T', type: 'text' })
      .expect(422);
    expect(taken.body.errors).toMatchObject([{ pointer: '/key', code: 'reserved' }]);
    await workspace.get('/v1/deals/fields/nothing').expect(404);
    await workspace.delete('/v1/deals/fields/nothing').expect(404);
  });

  it('says which stages ask for it, or for a part of it', async () => {
    await define(WINDOW);
    const pipelines = (await workspace.get('/v1/pipelines?object=deal').expect(200)).body.data;
    const stagesOf = `/v1/pipelines/${pipelines[0].id}/stages`;
    const [, second, third] = (await workspace.get(stagesOf).expect(200)).body.data;
    const ask = (stage: { id: string }, required_fields: string[]) =>
      workspace.patch(`${stagesOf}/${stage.id}`, { required_fields }).expect(200);
    await ask(second, ['custom_fields.delivery_window', 'amount']);
    await ask(third, ['amount', 'utm.source']);
    const { data } = (await workspace.get('/v1/deals/fields').expect(200)).body;
    const asking = data.flatMap(({ key, required_from }: { key: string; required_from: string[] }) =>
      required_from.length > 0 ? [[key, required_from]] : [],
    );
    expect(Object.fromEntries(asking)).toEqual({
      amount: [second.id, third.id],
      utm: [third.id],
      delivery_window: [second.id],
    });
    const leads = (await workspace.get('/v1/leads/fields').expect(200)).body.data;
    expect(leads.flatMap(({ required_from }: { required_from: string[] }) => required_from)).toEqual([]);
  });

  it('keeps its values for 30 days after it was deleted, and loses them then', async () => {
    await define({ key: 'size', name: 'Size', type: 'number', indexed: true });
    const { id } = await deal({ size: '1' }, 'One');
    const gone = await workspace.delete('/v1/deals/fields/size').expect(200);
    expect(gone.body.deleted_at).toEqual(expect.any(String));
    const deleted = await workspace.get('/v1/deals/fields?deleted=only').expect(200);
    expect(deleted.body.data).toEqual([gone.body]);
    const all = (await workspace.get('/v1/deals/fields?deleted=include').expect(200)).body.data;
    expect(all.map(({ key }: { key: string }) => key)).toEqual(expect.arrayContaining(['title', 'size']));
    expect((await workspace.get(`/v1/deals/${id}`)).body.custom_fields).toEqual({});
    const taken = await workspace
      .post('/v1/deals/fields', { key: 'size', name: 'Size', type: 'text' })
      .expect(409);
    expect(taken.body.code).toBe('deleted_record');
    await workspace.post('/v1/deals/fields/size/restore').expect(200);
    expect((await workspace.get(`/v1/deals/${id}`)).body.custom_fields).toEqual({ size: '1' });
    expect(await titles(asked({ size: 1 }))).toEqual(['One']);
    await workspace.delete('/v1/deals/fields/size').expect(200);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    expect(await upkeep().purge(inDays(29))).toBe('none');
    while ((await upkeep().purge(inDays(31))) !== 'none');
    await workspace.post('/v1/deals/fields/size/restore').expect(404);
    await define({ key: 'size', name: 'Size', type: 'text' });
    expect((await workspace.get(`/v1/deals/${id}`)).body.custom_fields).toEqual({ size: null });
  });

  it('becomes unique only when its values are', async () => {
    await define({ key: 'order_no', name: 'Order number', type: 'text' });
    const [a, b] = [await deal({ order_no: 'A' }), await deal({ order_no: 'A' })];
    const refused = await workspace.patch('/v1/deals/fields/order_no', { unique: true }).expect(409);
    expect(refused.body).toMatchObject({ code: 'not_unique', existing_ids: [a.id, b.id].sort() });
    await workspace.patch(`/v1/deals/${b.id}`, { custom_fields: { order_no: 'B' } }).expect(200);
    await workspace.patch('/v1/deals/fields/order_no', { unique: true }).expect(200);
    await workspace.patch(`/v1/deals/${b.id}`, { custom_fields: { order_no: 'A' } }).expect(409);
    await workspace.patch('/v1/deals/fields/order_no', { unique: false }).expect(200);
    await workspace.patch(`/v1/deals/${b.id}`, { custom_fields: { order_no: 'A' } }).expect(200);
  });

  it('gets another type only where every value converts, and a dry run says which do not', async () => {
    await define({ key: 'size', name: 'Size', type: 'text', indexed: true });
    const { id: ten } = await deal({ size: '10' }, 'Ten');
    const { id: large } = await deal({ size: 'large' }, 'Large');
    const convert = (body: object, query = '') =>
      workspace.post(`/v1/deals/fields/size/convert${query}`, body);
    const tried = await convert({ type: 'number' }, '?validate_only=true').expect(422);
    const detail = expect.stringMatching(/^"large": /);
    expect(tried.body.errors).toMatchObject([{ pointer: `/${large}`, code: 'does_not_convert', detail }]);
    await workspace.patch(`/v1/deals/${large}`, { custom_fields: { size: ' 9.5 ' } }).expect(200);
    await convert({ type: 'number' }, '?validate_only=true').expect(200);
    expect((await workspace.get('/v1/deals/fields/size')).body.type).toBe('text');
    const done = await convert({ type: 'number' }).expect(200);
    expect(done.body).toMatchObject({ type: 'number', indexed: true, sortable: true });
    expect((await workspace.get(`/v1/deals/${ten}`)).body).toMatchObject({ custom_fields: { size: '10' } });
    expect(await titles('sort=custom_fields.size')).toEqual(['Large', 'Ten']);
    expect(await titles(asked({ size: { gt: 9.5 } }))).toEqual(['Ten']);
    await convert({ type: 'select' }).expect(422);
    await convert({ type: 'text', multiple: true }).expect(200);
    expect((await workspace.get(`/v1/deals/${ten}`)).body.custom_fields).toEqual({ size: ['10'] });
  });

  it('becomes the id of a record only where there is one', async () => {
    await define({ key: 'buyer', name: 'Buyer', type: 'text' });
    const buyer = await workspace.create('/v1/contacts', { first_name: 'Ada' });
    const { id } = await deal({ buyer: buyer.id }, 'Known');
    const { id: lost } = await deal({ buyer: 'cont_01jc6nrygyfgx9y01bdgemwqv0' }, 'Lost');
    const convert = (query = '') =>
      workspace.post(`/v1/deals/fields/buyer/convert${query}`, { type: 'record', target: 'contact' });
    const { body } = await convert('?validate_only=true').expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/${lost}`, code: 'does_not_convert' }]);
    await workspace.patch(`/v1/deals/${lost}`, { custom_fields: { buyer: null } }).expect(200);
    await convert().expect(200);
    expect((await workspace.get(`/v1/deals/${id}`)).body.custom_fields).toEqual({ buyer: buyer.id });
  });

  it('becomes a day only where the value is one', async () => {
    await define({ key: 'day', name: 'Day', type: 'datetime' });
    await deal({ day: '2026-01-01T00:00:00Z' }, 'Day');
    const { id } = await deal({ day: '2026-01-01T23:30:00-05:00' }, 'Evening');
    const { body } = await workspace.post('/v1/deals/fields/day/convert', { type: 'date' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/${id}`, code: 'does_not_convert' }]);
    await workspace.patch(`/v1/deals/${id}`, { custom_fields: { day: null } }).expect(200);
    await workspace.post('/v1/deals/fields/day/convert', { type: 'date' }).expect(200);
    const day = async () =>
      (await workspace.get('/v1/deals?limit=2')).body.data.map(
        (one: { custom_fields: object }) => one.custom_fields,
      );
    expect(await day()).toEqual(expect.arrayContaining([{ day: '2026-01-01' }, { day: null }]));
  });

  it('keeps an archived option where it is, and gives it to no other record', async () => {
    await define(WINDOW);
    const { id } = await deal({ delivery_window: 'morning' });
    const options = OPTIONS.map((option) => ({ ...option, archived: option.id === 'morning' }));
    await workspace.patch('/v1/deals/fields/delivery_window', { options }).expect(200);
    await workspace.patch(`/v1/deals/${id}`, { custom_fields: { delivery_window: 'morning' } }).expect(200);
    await workspace
      .post('/v1/deals', { title: 'X', custom_fields: { delivery_window: 'morning' } })
      .expect(422);
    expect(await titles(asked({ delivery_window: 'morning' }))).toEqual(['Desks']);
  });

  it('archives an option that is left out: records may have it', async () => {
    await define(WINDOW);
    await deal({ delivery_window: 'morning' });
    const { body } = await workspace
      .patch('/v1/deals/fields/delivery_window', { options: [OPTIONS[1]] })
      .expect(200);
    expect(body.options).toMatchObject([
      { id: 'evening', archived: false },
      { id: 'morning', label: 'In the morning', archived: true },
    ]);
    expect(await titles(asked({ delivery_window: 'morning' }))).toEqual(['Desks']);
  });

  it.each([
    [{ type: 'text', max_length: 400 }, '/max_length', 'too_large'],
    [{ type: 'integer', min: '0x10' }, '/min', 'wrong_type'],
    [{ type: 'select', options: [] }, '/options', 'required'],
    [{ type: 'text', options: OPTIONS }, '/options', 'not_possible'],
    [{ type: 'select', options: [OPTIONS[0], OPTIONS[0]] }, '/options/1/id', 'duplicate'],
    [{ type: 'boolean', multiple: true }, '/multiple', 'not_possible'],
    [{ type: 'text', multiple: true, unique: true }, '/unique', 'not_possible'],
    [{ type: 'boolean', unique: true }, '/unique', 'not_possible'],
    [{ type: 'long_text', indexed: true }, '/indexed', 'not_possible'],
    [{ type: 'record' }, '/target', 'not_possible'],
    [{ type: 'text', target: 'company' }, '/target', 'not_possible'],
    [{ type: 'text', min: '1' }, '/min', 'not_possible'],
    [{ type: 'number', min: 'one' }, '/min', 'wrong_format'],
    [{ type: 'number', min: '2', max: '1' }, '/min', 'too_large'],
    [{ type: 'text', min_length: 5, max_length: 4 }, '/min_length', 'too_large'],
    [{ type: 'text', pattern: '(' }, '/pattern', 'wrong_format'],
    [{ type: 'text', pattern: '(?=x)' }, '/pattern', 'wrong_format'],
    [{ type: 'integer', default: 1.5 }, '/default', 'wrong_type'],
    [{ type: 'integer', unique: true, default: 1 }, '/default', 'not_possible'],
    [{ type: 'text', key: 'contains' }, '/key', 'reserved'],
  ])('is refused as %j', async (field, pointer, code) => {
    const refused = await workspace.post('/v1/deals/fields', { key: 'x', name: 'X', ...field }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer, code }]);
  });

  it('is made once, whoever asks at the same time, and only by who may', async () => {
    const both = await Promise.all([1, 2].map(() => workspace.post('/v1/deals/fields', WINDOW)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const shown = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        workspace.patch('/v1/deals/fields/comment', { name: `Remarks ${at}` }),
      ),
    );
    for (const { status } of shown) expect([200, 409]).toContain(status);
    await workspace.post('/v1/leads/fields', WINDOW).expect(201);
    const reader = await api.workspace(['fields:read', 'deals:read']);
    await reader.post('/v1/deals/fields', WINDOW).expect(403);
    const { data } = (await reader.get('/v1/deals/fields').expect(200)).body;
    expect(data.every(({ writable }: { writable: boolean }) => !writable)).toBe(true);
  });

  it('stands in the document of its workspace', async () => {
    await define({ ...WINDOW, indexed: true });
    const { components } = (await workspace.get('/v1/openapi.json').expect(200)).body;
    const { CreateDeal, Deal, DealFilter, DealSort } = components.schemas;
    expect(CreateDeal.properties.custom_fields.properties.delivery_window).toMatchObject({
      title: 'Delivery window',
      anyOf: [{ type: 'string', enum: ['morning', 'evening'] }, { type: 'null' }],
    });
    expect(Deal.properties.custom_fields.required).toEqual(['delivery_window']);
    expect(DealFilter.properties.custom_fields.properties).toHaveProperty('delivery_window');
    expect(DealSort.enum).toContain('-custom_fields.delivery_window');
  });
});
