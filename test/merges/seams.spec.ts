import { AMELIE, duplicatesIn, setRules, TWIN } from '../duplicates/support/twins';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const merge = async (kind: string, survivor: string, others: readonly string[], more: object = {}) =>
  (await workspace.post(`/v1/${kind}/merge`, { survivor, merge: others, ...more }).expect(200)).body;

const undo = async (id: string) => (await workspace.post(`/v1/merges/${id}/undo`).expect(200)).body;

const read = async (path: string): Promise<Created> =>
  (await workspace.get(path).expect(200)).body as Created;

const found = async (path: string, filter: object): Promise<string[]> =>
  (
    await workspace.get(`${path}?filter=${encodeURIComponent(JSON.stringify(filter))}`).expect(200)
  ).body.data.map(({ id }: Created) => id);

describe('what is deleted while a record is merged', () => {
  it('names the survivor when it comes back, also in a custom field, and the other one again after the undo', async () => {
    const field = { key: 'partner', name: 'Partner', type: 'record', target: 'company' };
    await workspace.create('/v1/deals/fields', field);
    await workspace.create('/v1/deals/fields', { ...field, key: 'more', name: 'More', multiple: true });
    const [survivor, old] = [
      await workspace.create('/v1/companies', { name: 'Survivor' }),
      await workspace.create('/v1/companies', { name: 'Old' }),
    ];
    const custom_fields = { partner: old.id, more: [survivor.id, old.id] };
    const deal = await workspace.create('/v1/deals', { title: 'A', company_id: old.id, custom_fields });
    await workspace.delete(`/v1/deals/${deal.id}`).expect(200);
    const { id } = await merge('companies', survivor.id, [old.id]);
    await workspace.post(`/v1/deals/${deal.id}/restore`).expect(200);
    expect(await read(`/v1/deals/${deal.id}`)).toMatchObject({
      company_id: survivor.id,
      custom_fields: { partner: survivor.id, more: [survivor.id] },
    });
    await undo(id);
    expect(await read(`/v1/deals/${deal.id}`)).toMatchObject({ company_id: old.id, custom_fields });
  });
});

describe('the keys of merged records', () => {
  it('are the survivor’s while it answers for them, and their own again after the undo', async () => {
    await setRules(workspace, 'contact', { on_save: 'block' });
    const survivor = await workspace.create('/v1/contacts', {
      last_name: 'Somebody',
      external_ids: [{ app: 'shop', id: '1' }],
    });
    const old = await workspace.create('/v1/contacts', {
      ...AMELIE,
      external_ids: [{ app: 'shop', id: '2' }],
    });
    const blocked = async () => {
      const { status, body } = await workspace.post('/v1/contacts', TWIN);
      return { status, ids: duplicatesIn(body) };
    };
    expect(await blocked()).toEqual({ status: 409, ids: [old.id] });
    const { id } = await merge('contacts', survivor.id, [old.id]);
    const phone = { phones: { has: '+33612345678' } };
    expect(await found('/v1/contacts', phone)).toEqual([survivor.id]);
    await undo(id);
    expect(await found('/v1/contacts', phone)).toEqual([old.id]);
    expect(await blocked()).toEqual({ status: 409, ids: [old.id] });
    const upsert = { by: { field: 'external_id', value: 'shop:2' }, data: { job_title: 'Buyer' } };
    const { body } = await workspace.post('/v1/contacts/upsert', upsert).expect(200);
    expect(body.id).toBe(old.id);
  });
});

describe('a choice', () => {
  it('of the survivor’s own value holds when the survivor is named by an id that it answers for', async () => {
    const [first, survivor, other] = [
      await workspace.create('/v1/contacts', { last_name: 'A' }),
      await workspace.create('/v1/contacts', { last_name: 'B' }),
      await workspace.create('/v1/contacts', { last_name: 'C', job_title: 'Buyer' }),
    ];
    await merge('contacts', survivor.id, [first.id]);
    const fields = { job_title: { from: first.id } };
    const { record } = await merge('contacts', first.id, [other.id], { fields });
    expect(record).toMatchObject({ id: survivor.id, job_title: null });
  });
});

describe('a list that one merge has united and another one has moved', () => {
  it('has the first entry that it had, whichever is undone first', async () => {
    const [one, two, three, four] = [
      await workspace.create('/v1/contacts', { last_name: 'One' }),
      await workspace.create('/v1/contacts', { last_name: 'Two' }),
      await workspace.create('/v1/contacts', { last_name: 'Three' }),
      await workspace.create('/v1/contacts', { last_name: 'Four' }),
    ];
    const contacts = [{ contact_id: one.id }, { contact_id: two.id, primary: true }];
    const deal = await workspace.create('/v1/deals', {
      title: 'One',
      contacts: [...contacts, { contact_id: three.id }],
    });
    const other = await workspace.create('/v1/deals', { title: 'Two', contacts: [{ contact_id: four.id }] });
    const list = async () => {
      const { contacts: entries } = await read(`/v1/deals/${deal.id}`);
      return (entries as { contact_id: string }[]).toSorted((a, b) => (a.contact_id < b.contact_id ? -1 : 1));
    };
    const before = await list();
    for (const isTurned of [false, true]) {
      const merges = [
        (await merge('contacts', three.id, [two.id])).id,
        (await merge('deals', deal.id, [other.id])).id,
      ];
      for (const id of isTurned ? merges.toReversed() : merges) await undo(id);
      expect(await list()).toEqual(before);
    }
  });
});
