import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const segment = (filter: object, name = 'Some'): Promise<Created> =>
  workspace.create('/v1/segments', { name, object: 'deal', filter });

const change = ({ id }: Created, filter: object) => workspace.patch(`/v1/segments/${id}`, { filter });

const codesOf = ({ body }: { body: { errors?: { code: string }[] } }) =>
  (body.errors ?? []).map(({ code }) => code);

const ROUNDS = 10;

describe('two writers at once', () => {
  it('cannot close a circle: one of them is refused', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = [await segment({ title: 'a' }), await segment({ title: 'b' })];
      const answers = await Promise.all([change(a, { segment: b.id }), change(b, { segment: a.id })]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
      expect(answers.flatMap(codesOf)).toEqual(['segment_cycle']);
    }
  });

  it('cannot delete a segment and use it: one of them is refused', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = [await segment({ title: 'a' }), await segment({ title: 'b' })];
      const [used, gone] = await Promise.all([
        change(a, { segment: b.id }),
        workspace.delete(`/v1/segments/${b.id}`),
      ]);
      expect([used.status, gone.status].sort()).toEqual([200, 422]);
      expect([['unknown_segment'], ['in_use']]).toContainEqual([...codesOf(used), ...codesOf(gone)]);
    }
  });
});

describe('a segment that stands in others', () => {
  it('cannot become deeper than they can be read', async () => {
    const bottom = await segment({ title: 'x' }, 'Bottom');
    const middle = await segment({ segment: bottom.id }, 'Middle');
    const top = await segment({ not: { segment: middle.id } }, 'Top');
    const other = await segment({ title: 'y' }, 'Other');
    const refused = await change(bottom, { or: [{ segment: other.id }] }).expect(422);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/filter/or/0/segment', code: 'segments_too_deep' },
    ]);
    await workspace.get(`/v1/segments/${top.id}/count`).expect(200);
    await change(bottom, { title: 'z' }).expect(200);
    await workspace.delete(`/v1/segments/${top.id}`).expect(200);
    await change(bottom, { segment: other.id }).expect(200);
    await workspace.get(`/v1/segments/${middle.id}/count`).expect(200);
    const back = await workspace.post(`/v1/segments/${top.id}/restore`).expect(422);
    expect(codesOf(back)).toEqual(['segments_too_deep']);
  });
});
