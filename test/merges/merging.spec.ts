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

const AMELIE = {
  first_name: 'Amélie',
  last_name: 'Dubois',
  phones: [{ value: '+33 6 12 34 56 78' }],
  external_ids: [{ app: 'shop', id: '1' }],
};

const TWIN = {
  first_name: 'A.',
  last_name: 'Dubois',
  job_title: 'Buyer',
  phones: [{ value: '+33612345678' }, { value: '+33 1 23 45 67 89', type: 'work' }],
  emails: [{ value: 'amelie@example.com' }],
  external_ids: [{ app: 'shop', id: '2' }],
};

/** A record without what every write changes. */
const fieldsOf = ({ version, updated_at, updated_by, ...fields }: Created) => fields;

const read = async (path: string): Promise<Created> =>
  (await workspace.get(path).expect(200)).body as Created;

/** Two contacts who are one person, and what names the second of them. */
async function twins() {
  const amelie = await workspace.create('/v1/contacts', AMELIE);
  const twin = await workspace.create('/v1/contacts', TWIN);
  const deal = await workspace.create('/v1/deals', {
    title: 'Desks',
    contacts: [{ contact_id: twin.id, role: 'buyer' }],
  });
  const call = await workspace.create('/v1/activities', {
    type: 'call',
    subject: 'Hello',
    links: [{ id: twin.id }],
  });
  return { amelie, twin, deal, call };
}

describe('a merge', () => {
  it('fills what the survivor lacks, unites lists, and moves what names the others', async () => {
    const { amelie, twin, deal, call } = await twins();
    const { body } = await workspace
      .post('/v1/contacts/merge', { survivor: amelie.id, merge: [twin.id] })
      .expect(200);
    expect(body).toMatchObject({
      object: 'contact',
      survivor_id: amelie.id,
      merged_ids: [twin.id],
      state: 'merged',
    });
    expect(body.record).toMatchObject({
      id: amelie.id,
      first_name: 'Amélie',
      job_title: 'Buyer',
      phones: [
        expect.objectContaining({ normalized: '+33612345678', primary: true }),
        expect.objectContaining({ normalized: '+33123456789', primary: false, type: 'work' }),
      ],
      emails: [expect.objectContaining({ value: 'amelie@example.com', primary: true })],
      external_ids: [
        { app: 'shop', id: '1' },
        { app: 'shop', id: '2' },
      ],
    });
    expect(body.moved).toEqual([
      { object: 'deal', count: 1, ids: [deal.id] },
      { object: 'activity', count: 1, ids: [call.id] },
    ]);
    expect((await read(`/v1/deals/${deal.id}`)).contacts).toEqual([
      { contact_id: amelie.id, role: 'buyer', primary: true },
    ]);
    expect((await read(`/v1/activities/${call.id}`)).links).toEqual([{ object: 'contact', id: amelie.id }]);
    expect(await read(`/v1/contacts/${amelie.id}`)).toEqual(body.record);
  });

  it('is undone, and everything is as it was', async () => {
    const { amelie, twin, deal, call } = await twins();
    const merge = (
      await workspace.post('/v1/contacts/merge', { survivor: amelie.id, merge: [twin.id] }).expect(200)
    ).body;
    const { body } = await workspace.post(`/v1/merges/${merge.id}/undo`).expect(200);
    expect(body).toMatchObject({ state: 'undone', kept_fields: [], kept: [] });
    expect(fieldsOf(body.record)).toEqual(fieldsOf(amelie));
    expect(body.restored.map(fieldsOf)).toEqual([fieldsOf(twin)]);
    expect(await read(`/v1/contacts/${twin.id}`)).toEqual(body.restored[0]);
    expect((await read(`/v1/deals/${deal.id}`)).contacts).toEqual(deal.contacts);
    expect((await read(`/v1/activities/${call.id}`)).links).toEqual(call.links);
    expect((await workspace.post(`/v1/merges/${merge.id}/undo`).expect(409)).body.code).toBe('merge_undone');
  });
});
