import { until } from '../events/support/until';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let ada: Created;
beforeAll(async () => {
  api = await TestApi.shared();
});
beforeEach(async () => {
  workspace = await api.workspace();
  ada = await workspace.create('/v1/contacts', {
    salutation: 'ms',
    first_name: 'Ada',
    middle_name: 'King',
    last_name: 'Lovelace',
  });
});
afterAll(() => api.stop());

const read = () => workspace.get(`/v1/contacts/${ada.id}`);

/** Readers may be a second behind. */
const writeNames = async (contact_name_format: string, text: string) => {
  await workspace.patch('/v1/workspace', { contact_name_format }).expect(200);
  await until(async () => (await read().expect(200)).body.display_name === text);
};

it('contacts and leads say their name in one piece, null when they have none', async () => {
  expect(ada.display_name).toBe('Ada King Lovelace');
  const lead = await workspace.create('/v1/leads', { title: 'Desks' });
  expect(lead.display_name).toBeNull();
  const { body } = await workspace.get('/v1/contacts?fields=display_name').expect(200);
  expect(body.data).toEqual([{ id: ada.id, display_name: 'Ada King Lovelace' }]);
  await workspace.post('/v1/contacts', { first_name: 'Ada', display_name: 'Ada' }).expect(400);
  const filter = encodeURIComponent('{"display_name":"Ada"}');
  await workspace.get(`/v1/contacts?filter=${filter}`).expect(400);
});

it('a workspace writes names in its own way, in answers, links and events', async () => {
  await writeNames('{last_name}, {salutation} {first_name} {middle_initial}', 'Lovelace, Ms. Ada K.');
  const max = await workspace.create('/v1/contacts', { last_name: 'Frisch' });
  expect(max.display_name).toBe('Frisch');
  const deal = await workspace.create('/v1/deals', { title: 'Desks', contacts: [{ contact_id: ada.id }] });
  const expanded = await workspace.get(`/v1/deals/${deal.id}?expand=contacts`).expect(200);
  expect(expanded.body.contacts[0].contact.display_name).toBe('Lovelace, Ms. Ada K.');
  const path = `/v1/contacts/${ada.id}`;
  expect((await workspace.patch(path, { last_name: 'Byron' }).expect(200)).body.display_name).toBe(
    'Byron, Ms. Ada K.',
  );
  const [event] = await api.sql<{ data: string }>(
    "SELECT data FROM events WHERE type = 'contact.updated' ORDER BY occurred_at DESC LIMIT 1",
  );
  const { object, changes } = JSON.parse(event?.data ?? '{}');
  expect([object.display_name, Object.keys(changes)]).toEqual(['Byron, Ms. Ada K.', ['last_name']]);
});

it('another way of writing changes the ETag, not the version, and no condition fails for it', async () => {
  const before = await read().expect(200);
  expect(before.headers.etag).toBe('"1"');
  await read().set('if-none-match', '"1"').expect(304);
  await writeNames('{last_name} {first_name}', 'Lovelace Ada');
  const after = await read().set('if-none-match', '"1"').expect(200);
  expect(after.body.version).toBe(1);
  const etag = String(after.headers.etag);
  expect(etag).toMatch(/^"1-[\w-]{8}"$/);
  await read().set('if-none-match', etag).expect(304);
  const changed = await workspace
    .call('patch', `/v1/contacts/${ada.id}`)
    .set('if-match', etag)
    .send({ comment: 'x' })
    .expect(200);
  expect(changed.headers.etag).toMatch(/^"2-[\w-]{8}"$/);
  await writeNames('{first_name} {middle_name} {last_name}', 'Ada King Lovelace');
  expect((await read().expect(200)).headers.etag).toBe('"2"');
});
