import { Dealwright } from '../src/index.ts';
import { type FakeServer, problem, type Received, startFakeServer } from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

const PAGES = [['a', 'b'], ['c', 'd'], ['e']];
const cursorIn = ({ url }: Received) => new URL(url, 'http://x').searchParams.get('cursor');

/** Three pages with the cursors 1 and 2. */
const leads = async () => {
  server = await startFakeServer((request) => {
    const index = Number(cursorIn(request) ?? 0);
    const data = (PAGES[index] ?? []).map((id) => ({ id }));
    const more = index < PAGES.length - 1;
    return { body: { data, has_more: more, next_cursor: more ? String(index + 1) : null } };
  });
  return new Dealwright({ baseUrl: server.url, key: 'k' }).leads;
};

describe('a list', () => {
  it('gives every item of every page, with the same query', async () => {
    const ids: string[] = [];
    for await (const { id } of (await leads()).list({ limit: 2, sort: '-created_at' })) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v1/leads?limit=2&sort=-created_at',
      '/v1/leads?limit=2&sort=-created_at&cursor=1',
      '/v1/leads?limit=2&sort=-created_at&cursor=2',
    ]);
  });

  it('gives its first page when it is awaited', async () => {
    const page = await (await leads()).list();
    expect(page).toEqual({ data: [{ id: 'a' }, { id: 'b' }], has_more: true, next_cursor: '1' });
  });

  it('goes on from a cursor', async () => {
    const ids: string[] = [];
    for await (const { id } of (await leads()).list({ cursor: '1' })) ids.push(id);
    expect(ids).toEqual(['c', 'd', 'e']);
  });

  it('gives page after page', async () => {
    const sizes: number[] = [];
    for await (const { data } of (await leads()).list().pages()) sizes.push(data.length);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('fetches no page that nobody asks for', async () => {
    const list = (await leads()).list();
    expect(server.received).toHaveLength(0);
    for await (const { id } of list) if (id === 'b') break;
    expect(server.received).toHaveLength(1);
  });

  it('throws problems where it is used', async () => {
    server = await startFakeServer(() => problem(403, 'missing_scope'));
    const list = new Dealwright({ baseUrl: server.url, key: 'k' }).leads.list();
    await expect(list).rejects.toMatchObject({ code: 'missing_scope' });
  });
});
