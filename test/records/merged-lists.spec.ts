import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let path: string;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());
beforeEach(async () => {
  const { body } = await workspace
    .post('/v1/contacts', {
      first_name: 'Amélie',
      phones: [{ value: '+33 6 12 34 56 78', type: 'mobile' }, { value: 'extension 12' }],
      emails: [{ value: 'A@example.com' }],
      messengers: [{ value: '@amelie', type: 'telegram' }],
      external_ids: [{ app: 'shop', id: String(Math.random()) }],
    })
    .expect(201);
  path = `/v1/contacts/${body.id}`;
});

const merge = (body: object) => workspace.patch(`${path}?list_mode=merge`, body);

describe('lists under list_mode=merge', () => {
  it('replace the entry with the same normalised value, and keep the others', async () => {
    const { body } = await merge({ phones: [{ value: '0612345678', type: 'work' }] }).expect(200);
    expect(body.phones).toEqual([
      { value: '0612345678', type: 'work', primary: true, normalized: '+33612345678' },
      { value: 'extension 12', type: 'mobile', primary: false, normalized: null },
    ]);
  });

  it('take what is new, and move the mark of the first only when told', async () => {
    const added = await merge({ emails: [{ value: 'b@example.com' }] }).expect(200);
    expect(added.body.emails).toMatchObject([{ primary: true }, { value: 'b@example.com', primary: false }]);
    const moved = await merge({ emails: [{ value: 'B@example.com', primary: true }] }).expect(200);
    expect(moved.body.emails).toMatchObject([{ primary: false }, { value: 'B@example.com', primary: true }]);
  });

  it('tell one name in two messengers apart', async () => {
    const { body } = await merge({ messengers: [{ value: '@amelie', type: 'instagram' }] }).expect(200);
    expect(body.messengers).toHaveLength(2);
    await merge({ messengers: [{ value: '@amelie', type: 'instagram' }] }).expect(200);
    expect((await workspace.get(path)).body).toEqual(body);
  });

  it('add external ids, and are emptied by null', async () => {
    const added = await merge({ external_ids: [{ app: 'erp', id: String(Math.random()) }] }).expect(200);
    expect(added.body.external_ids).toHaveLength(2);
    expect((await merge({ external_ids: null }).expect(200)).body.external_ids).toEqual([]);
  });

  it('are refused when they grow too long', async () => {
    const emails = Array.from({ length: 20 }, (_, at) => ({ value: `${at}@example.com` }));
    const { body } = await merge({ emails }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/emails', code: 'too_many' }]);
  });

  it('merge the contacts of a deal', async () => {
    const id = path.split('/').at(-1);
    const deal = (await workspace.post('/v1/deals', { title: 'Desks', contacts: [{ contact_id: id }] })).body;
    const other = (await workspace.post('/v1/contacts', { first_name: 'Bob' }).expect(201)).body.id;
    const { body } = await workspace
      .patch(`/v1/deals/${deal.id}?list_mode=merge`, {
        contacts: [{ contact_id: other }, { contact_id: id, role: 'buyer' }],
      })
      .expect(200);
    expect(body.contacts).toEqual([
      { contact_id: id, role: 'buyer', primary: true },
      { contact_id: other, role: null, primary: false },
    ]);
  });
});

describe('a write that names a version of the past', () => {
  it('is told which fields have changed since', async () => {
    await workspace.patch(path, { comment: 'one' }).expect(200);
    await workspace.patch(path, { comment: 'two', last_name: 'Dubois' }).expect(200);
    const refused = await workspace.patch(path, { comment: 'mine' }).set('if-match', '"1"').expect(412);
    expect(refused.body).toMatchObject({ current_etag: '"3"', changed: ['comment', 'last_name'] });
    const later = await workspace.delete(path).set('if-match', '"2"').expect(412);
    expect(later.body.changed).toEqual(['comment', 'last_name']);
    const unknown = await workspace.delete(path).set('if-match', '"9"').expect(412);
    expect(unknown.body).not.toHaveProperty('changed');
  });
});
