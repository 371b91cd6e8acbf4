import { Dealwright } from '../src/index.ts';
import { type Answer, type FakeServer, problem, startFakeServer } from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

const event = (sequence: number) => ({
  id: `evt_${sequence}`,
  type: 'lead.created',
  sequence,
  data: { object: {} },
});
const page = (sequences: readonly number[], cursor: string): Answer => ({
  body: { data: sequences.map(event), has_more: false, next_cursor: cursor },
});

const events = async (answers: readonly Answer[]) => {
  server = await startFakeServer((_, index) => answers[index] ?? 'hang');
  return new Dealwright({ baseUrl: server.url, key: 'k' }).events;
};

describe('the feed of events', () => {
  it('goes on from page to page and tells where to resume', async () => {
    const stop = new AbortController();
    const log = await events([
      page([1, 2], 'c1'),
      { status: 503, headers: { 'retry-after': '0' } },
      page([3], 'c2'),
    ]);
    const feed = log.poll({
      cursor: 'c0',
      types: ['lead.*', 'deal.won'],
      filter: { changed: { has: 'owner_id' } },
      waitSeconds: 5,
      signal: stop.signal,
    });
    const seen: [number, string | undefined][] = [];
    for await (const { sequence } of feed) {
      seen.push([sequence, feed.cursor]);
      if (sequence === 3) stop.abort();
    }
    expect(seen).toEqual([
      [1, 'c0'],
      [2, 'c1'],
      [3, 'c2'],
    ]);
    expect(server.received[0]?.url).toBe(
      `/v1/events?types=lead.*%2Cdeal.won&filter=${encodeURIComponent('{"changed":{"has":"owner_id"}}')}&cursor=c0&wait=5`,
    );
    expect(server.received[2]?.url).toContain('cursor=c1');
  });

  it('moves on over empty pages, and ends without an error when it is told to stop', async () => {
    const stop = new AbortController();
    server = await startFakeServer((_, index) => {
      if (index === 0) return page([], 'c1');
      stop.abort();
      return 'hang';
    });
    const feed = new Dealwright({ baseUrl: server.url, key: 'k' }).events.poll({ signal: stop.signal });
    for await (const { id } of feed) throw new Error(`Nobody expected ${id}`);
    expect(feed.cursor).toBe('c1');
  });

  it('throws when its cursor is too old', async () => {
    const feed = (await events([problem(410, 'cursor_expired')])).poll({ cursor: 'ancient' });
    await expect(feed[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'cursor_expired' });
  });
});
