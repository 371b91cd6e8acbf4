import { type OutsideCheck, OutsideChecks, type RecordView } from '@crm/records';
import type { Fault } from '@platform/http';

import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let review: (drafts: readonly RecordView[]) => Promise<readonly (readonly Fault[])[]>;

const check: OutsideCheck = {
  watches: ({ name }) => name === 'deal',
  review: (_ctx, _type, drafts) => review(drafts),
};

beforeAll(async () => {
  api = await TestApi.start();
  api.app.get(OutsideChecks).add(check);
  workspace = await api.workspace();
});
beforeEach(() => {
  review = () => Promise.resolve([]);
});
afterAll(() => api.stop());

const newDeal = async () =>
  (await workspace.post('/v1/deals', { title: 'Desks' }).expect(201)).body as RecordView;

const eventsOf = (id: string) =>
  api.database.sql<{ type: string }>(
    'test.events',
    `SELECT type FROM events WHERE data::jsonb -> 'object' ->> 'id' = $1 ORDER BY object_version`,
    [id],
  );

describe('a check outside the database', () => {
  it('sees the record as it would be stored', async () => {
    const { id } = await newDeal();
    let seen: readonly RecordView[] = [];
    review = (drafts) => {
      seen = drafts;
      return Promise.resolve([]);
    };
    await workspace.patch(`/v1/deals/${id}`, { title: 'Chairs' }).expect(200);
    expect(seen).toMatchObject([{ id, title: 'Chairs', version: 2 }]);
  });

  it('refuses a write, of which nothing stays', async () => {
    const { id } = await newDeal();
    review = () => Promise.resolve([[{ pointer: '/title', code: 'too_cheap', detail: 'Say more' }]]);
    const refused = await workspace.patch(`/v1/deals/${id}`, { title: 'Chairs' }).expect(422);
    expect(refused.body.errors).toEqual([{ pointer: '/title', code: 'too_cheap', detail: 'Say more' }]);
    const kept = await workspace.get(`/v1/deals/${id}`).expect(200);
    expect(kept.body).toMatchObject({ title: 'Desks', version: 1 });
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('is asked again when the record changed meanwhile, and only what it saw is stored', async () => {
    const { id } = await newDeal();
    const seen: unknown[] = [];
    review = async ([draft]) => {
      seen.push(draft?.comment);
      if (seen.length === 1) await changeBehindItsBack(id);
      return [];
    };
    await workspace.patch(`/v1/deals/${id}`, { title: 'Chairs' }).expect(200);
    expect(seen).toEqual([null, 'meanwhile']);
  });

  it('gives up with 409 when the record keeps changing', async () => {
    const { id } = await newDeal();
    review = async () => {
      await changeBehindItsBack(id);
      return [];
    };
    const answer = await workspace.patch(`/v1/deals/${id}`, { title: 'Chairs' }).expect(409);
    expect(answer.body.code).toBe('changed_meanwhile');
    expect((await workspace.get(`/v1/deals/${id}`)).body.title).toBe('Desks');
  });

  it('is not asked about other kinds of record', async () => {
    review = () => Promise.reject(new Error('nobody asked for this'));
    await workspace.post('/v1/leads', { title: 'Hello' }).expect(201);
  });
});

/** What another writer would do: a change that raises the version. */
async function changeBehindItsBack(id: string): Promise<void> {
  await api.database.sql(
    'test.change',
    `UPDATE deals SET comment = 'meanwhile', version = version + 1
     WHERE workspace_id = (SELECT workspace_id FROM events WHERE data::jsonb -> 'object' ->> 'id' = $1 LIMIT 1)
       AND id = (SELECT object_id FROM events WHERE data::jsonb -> 'object' ->> 'id' = $1 LIMIT 1)`,
    [id],
  );
}
