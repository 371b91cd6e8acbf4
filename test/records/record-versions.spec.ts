import { TestApi, type TestWorkspace } from '../support/test-api';
import { RECORD_KINDS } from './support/record-kinds';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

describe.each(RECORD_KINDS)('the version of a $name', (kind) => {
  let path: string;
  beforeEach(async () => {
    const collection = await kind.collection(workspace);
    path = `${collection}/${(await workspace.post(collection, kind.minimal).expect(201)).body.id}`;
  });

  it.each([
    ['its own', '"1"'],
    ['any', '*'],
    ['one of several', '"7", "1"'],
    ['its own with the chosen fields behind it', '"1-abcdef"'],
  ])('lets a write through that names %s', async (_, tag) => {
    await workspace.patch(path, kind.change).set('if-match', tag).expect(200);
  });

  it.each([
    ['another', '"2"'],
    ['a weak one', 'W/"1"'],
    ['no version at all', 'nonsense'],
  ])('stops a write that names %s, and says which it is', async (_, tag) => {
    const { body } = await workspace.patch(path, kind.change).set('if-match', tag).expect(412);
    expect(body).toMatchObject({ code: 'version_mismatch', current_etag: '"1"' });
    await workspace.delete(path).set('if-match', tag).expect(412);
    await workspace.post(`${path}/restore`).set('if-match', tag).expect(412);
    expect((await workspace.get(path).expect(200)).body.version).toBe(1);
  });

  it('lets one of two writers through who read the same', async () => {
    const write = (body: object) => workspace.patch(path, body).set('if-match', '"1"');
    const answers = await Promise.all([write(kind.change), write(kind.otherChange)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await workspace.get(path)).body).toEqual(winner?.body);
    expect(await eventsOf(api, winner?.body.id)).toHaveLength(2);
  });

  it('keeps what both of two writers changed who named none', async () => {
    await Promise.all([
      workspace.patch(path, kind.change).expect(200),
      workspace.patch(path, kind.otherChange).expect(200),
    ]);
    const { body } = await workspace.get(path);
    expect(body).toMatchObject({ ...kind.change, ...kind.otherChange, version: 3 });
  });

  it('saves sending a record again that the caller knows', async () => {
    for (const tag of ['"1"', 'W/"1"', '"9", "1"', '*']) {
      const known = await workspace.get(path).set('if-none-match', tag).expect(304);
      expect(known.text).toBe('');
      expect(known.headers.etag).toBe('"1"');
    }
    await workspace.get(path).set('if-none-match', '"2"').expect(200);
    await workspace.patch(path, kind.change).expect(200);
    await workspace.get(path).set('if-none-match', '"1"').expect(200);
  });
});
