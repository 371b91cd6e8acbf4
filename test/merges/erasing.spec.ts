import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

it('an erasure of a record takes it out of the history of merges, too, and ends their undo', async () => {
  const make = (name: string) => workspace.create('/v1/companies', { name, comment: `secret of ${name}` });
  const [survivor, old, next, other] = [
    await make('Survivor'),
    await make('Old'),
    await make('Next'),
    await make('Other'),
  ];
  const merge = async (into: string, ids: readonly string[]): Promise<string> =>
    (
      await workspace
        .post('/v1/companies/merge', { survivor: into, merge: ids, strategy: 'oldest' })
        .expect(200)
    ).body.id;
  const chained = [await merge(old.id, [survivor.id]), await merge(next.id, [old.id])];
  const untouched = await merge(other.id, [(await make('Another')).id]);
  await workspace.post('/v1/events/erase', { id: survivor.id }).expect(200);
  for (const id of chained) {
    const { body } = await workspace.get(`/v1/merges/${id}`).expect(200);
    expect(body).toMatchObject({ state: 'final', changes: {} });
    expect((await workspace.post(`/v1/merges/${id}/undo`)).body).toMatchObject({
      status: 409,
      code: 'merge_final',
    });
  }
  const held = await api.sql<{ merge_id: string }>(
    'SELECT DISTINCT id FROM merges WHERE journal IS NOT NULL',
  );
  expect(held).toHaveLength(1);
  const ids = async (state: string) =>
    (await workspace.get(`/v1/merges?state=${state}`).expect(200)).body.data.map(
      ({ id }: { id: string }) => id,
    );
  expect(await ids('final')).toEqual(chained.toReversed());
  expect(await ids('merged')).toEqual([untouched]);
  await workspace.post(`/v1/merges/${untouched}/undo`).expect(200);
});
