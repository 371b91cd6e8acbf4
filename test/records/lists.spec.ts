import { toUuid } from '@platform/ids';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { RECORD_KINDS } from './support/record-kinds';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.shared();
});
afterAll(() => api.stop());

interface Listed {
  readonly id: string;
  readonly [field: string]: unknown;
}

interface Page {
  readonly data: Listed[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

const idsOf = (rows: readonly Listed[]): string[] => rows.map(({ id }) => id);

/** Reads a list to its end; `between` happens after each page. */
async function readAll(
  workspace: TestWorkspace,
  list: string,
  { limit, between }: { limit: number; between?: () => Promise<void> },
): Promise<Listed[]> {
  const rows: Listed[] = [];
  const joint = list.includes('?') ? '&' : '?';
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page: Page = (await workspace.get(`${list}${joint}limit=${limit}${more}`).expect(200)).body;
    expect(page.data.length).toBeLessThanOrEqual(limit);
    expect(page.has_more).toBe(page.next_cursor !== null);
    rows.push(...page.data);
    cursor = page.next_cursor;
    if (cursor !== null) await between?.();
  }
  return rows;
}

/** What is part of another record is nowhere in another workspace. */
const isPart = (collection: string): boolean => collection.split('/').length > 3;

describe.each(RECORD_KINDS)('the list of every $name', (kind) => {
  let workspace: TestWorkspace;
  let collection: string;
  let before: number;
  beforeEach(async () => {
    workspace = await api.workspace();
    collection = await kind.collection(workspace);
    before = (await readAll(workspace, collection, { limit: 100 })).length;
  });

  const create = async () => (await workspace.create(collection, kind.minimal)).id;

  async function createMany(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) ids.push(await create());
    return ids;
  }

  /** Gives every record of the workspace the same time. */
  const atOnce = () =>
    api.sql(
      `UPDATE ${kind.table} SET created_at = '2026-11-21T09:30:00Z', updated_at = '2026-11-21T09:30:00Z'
       WHERE workspace_id = $1`,
      [toUuid('workspace', workspace.workspace_id)],
    );

  it('shows each once, also where all have the same time', async () => {
    const ids = await createMany(7);
    await atOnce();
    for (const sort of ['created_at', '-created_at', 'updated_at', '-updated_at']) {
      const rows = await readAll(workspace, `${collection}?sort=${sort}`, { limit: 2 });
      expect(rows).toHaveLength(before + 7);
      expect(new Set(idsOf(rows)).size).toBe(before + 7);
      expect(idsOf(rows)).toEqual(expect.arrayContaining(ids));
      const sorted = idsOf(rows).toSorted();
      expect(idsOf(rows)).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted);
    }
  });

  it('starts with the newest unless told', async () => {
    const ids = await createMany(3);
    const sorted = (await workspace.get(`${collection}?sort=-created_at`).expect(200)).body.data;
    expect(idsOf(sorted).slice(0, 3)).toEqual(ids.toReversed());
  });

  it('neither skips nor repeats the others when some come and go meanwhile', async () => {
    const ids = await createMany(8);
    await atOnce();
    const gone = new Set<string>();
    const rows = await readAll(workspace, `${collection}?sort=created_at`, {
      limit: 3,
      between: async () => {
        await create();
        const victim = ids.find((id) => !gone.has(id)) ?? '';
        await workspace.delete(`${collection}/${victim}`).expect(200);
        gone.add(victim);
      },
    });
    const seen = idsOf(rows);
    expect(new Set(seen).size).toBe(seen.length);
    const kept = ids.filter((id) => !gone.has(id));
    expect(seen.filter((id) => kept.includes(id))).toEqual(kept);
  });

  it('takes a cursor only where it was given', async () => {
    await createMany(3);
    const other = await api.workspace();
    const page = await workspace.get(`${collection}?limit=1&sort=created_at`).expect(200);
    const cursor: string = page.body.next_cursor;
    const [place = '', signature = ''] = cursor.split('.');
    const forged = Buffer.from(JSON.stringify(['2020-01-01T00:00:00.000Z', 'x'])).toString('base64url');
    const wrong = [
      workspace.get(`${collection}?limit=1&sort=-created_at&cursor=${cursor}`),
      workspace.get(`${collection}?limit=1&sort=updated_at&cursor=${cursor}`),
      workspace.get(`/v1/members?cursor=${cursor}`),
      workspace.get(`${collection}?sort=created_at&cursor=${forged}.${signature}`),
      workspace.get(`${collection}?sort=created_at&cursor=${place}`),
      workspace.get(
        `${collection}?sort=created_at&cursor=${place}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      ),
    ];
    if (!isPart(collection)) wrong.push(other.get(`${collection}?sort=created_at&cursor=${cursor}`));
    for (const answer of await Promise.all(wrong.map((test) => test.expect(400)))) {
      expect(answer.body.errors).toMatchObject([{ pointer: '?cursor', code: 'invalid_cursor' }]);
    }
    await workspace.get(`${collection}?limit=2&sort=created_at&cursor=${cursor}`).expect(200);
  });
});

const SORTS = [
  {
    list: '/v1/deals',
    field: 'amount',
    body: (amount: unknown) => ({ title: 'x', amount: amount && { amount, currency: 'EUR' } }),
    values: ['9.5', null, '10', '-3', null, '9.50', '1000.0001', null],
    order: (a: string, b: string) => Number(a) - Number(b),
    shown: (row: Listed) => (row.amount as { amount: string } | null)?.amount ?? null,
  },
  {
    list: '/v1/deals',
    field: 'expected_close_on',
    body: (expected_close_on: unknown) => ({ title: 'x', expected_close_on }),
    values: ['2026-12-01', null, '2026-02-01', '2026-12-01', null, '0001-01-01', null],
    order: (a: string, b: string) => (a < b ? -1 : Number(a > b)),
    shown: (row: Listed) => row.expected_close_on as string | null,
  },
];

describe.each(SORTS)('a list sorted by $field', ({ list, field, body, values, order, shown }) => {
  it.each(['', '-'])('is in order with the empty ones last (%p)', async (sign) => {
    const workspace = await api.workspace();
    for (const value of values) await workspace.create(list, body(value));
    const rows = await readAll(workspace, `${list}?sort=${sign}${field}`, { limit: 2 });
    const filled = values.filter((value) => value !== null).toSorted(order);
    const expected = sign ? filled.toReversed() : filled;
    const found = rows.map(shown);
    const numbers = (all: (string | null)[]) =>
      all.map((value) => (field === 'amount' ? Number(value) : value));
    expect(numbers(found.slice(0, filled.length))).toEqual(numbers(expected));
    expect(found.slice(filled.length)).toEqual(values.filter((value) => value === null));
    expect(new Set(idsOf(rows)).size).toBe(values.length);
  });
});

describe.each(['/v1/pipelines', '/v1/pipelines/{id}/stages'])('the list %s', (path) => {
  it('can be sorted by position, both ways', async () => {
    const workspace = await api.workspace();
    const { id } = await workspace.create('/v1/pipelines', { name: 'Partners', object: 'lead', position: 5 });
    const list = path.replace('{id}', id);
    await workspace.create(list, {
      name: 'Between',
      position: 10,
      object: path.includes('{') ? undefined : 'deal',
    });
    const up = await readAll(workspace, `${list}?sort=position`, { limit: 2 });
    const positions = up.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    const down = await readAll(workspace, `${list}?sort=-position`, { limit: 2 });
    expect(idsOf(down)).toEqual(idsOf(up).toReversed());
  });
});
