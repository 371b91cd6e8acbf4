import type { Created } from '../support/api-client';
import { TestApi } from '../support/test-api';
import { LeadDesk } from './support/lead-desk';

let api: TestApi;
let desk: LeadDesk;

beforeAll(async () => {
  api = await TestApi.shared();
  desk = await LeadDesk.open(api);
});
afterAll(() => api.stop());

const LIMIT = 50;

it('what a conversion adds stays beyond the limit of links, and can be written back; more cannot be added', async () => {
  const { workspace } = desk;
  const { id } = await desk.lead();
  const deals: Created[] = [];
  while (deals.length < LIMIT) deals.push(await workspace.create('/v1/deals', { title: 'x' }));
  const [spare, ...others] = deals.map((deal) => ({ id: deal.id }));
  const full = [{ id }, ...others];
  const note = await workspace.create('/v1/notes', { text: 'x', links: full });
  const path = `/v1/notes/${note.id}`;
  const add = async (links: object[], query = '') => {
    const { body } = await workspace.patch(`${path}${query}`, { links }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/links', code: 'too_many' }]);
  };
  await add([...full, spare ?? {}]);
  await workspace.post('/v1/notes', { text: 'x', links: [...full, spare] }).expect(422);
  await desk.convert(id).expect(200);
  const { links } = (await workspace.get(path).expect(200)).body;
  expect(links).toHaveLength(LIMIT + 3);
  const { body: back } = await workspace.patch(path, { links, text: 'y' }).expect(200);
  expect(back.links).toEqual(links);
  await add([...links, spare ?? {}]);
  await add([spare ?? {}], '?list_mode=merge');
  await workspace.patch(path, { links: links.slice(1) }).expect(200);
  await workspace.patch(path, { links: [...links.slice(4), spare] }).expect(200);
});
