import { TestApi, type TestWorkspace } from '../support/test-api';
import { RECORD_KINDS } from './support/record-kinds';
import { rowCounts } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const pointersIn = (body: { errors: { pointer: string }[] }) =>
  body.errors.map(({ pointer }) => pointer).sort();

/** Names that a customer may not set, or that a careless server trips over. */
const FORBIDDEN = [
  'id',
  'workspace_id',
  'created_at',
  'updated_at',
  'deleted_at',
  'created_by',
  'version',
  'role',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '',
  'a/b~c',
  'title; DROP TABLE leads',
];

describe.each(RECORD_KINDS)('a request about a $name', (kind) => {
  let collection: string;
  let path: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
    path = `${collection}/${(await workspace.post(collection, kind.minimal).expect(201)).body.id}`;
  });

  it('is refused with every fault at once, each with its place', async () => {
    const { body } = await workspace.post(collection, kind.faulty.body).expect(400);
    expect(pointersIn(body)).toEqual(kind.faulty.pointers);
    expect(body).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  it.each(FORBIDDEN)('cannot set %p', async (name) => {
    const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const fault = { pointer, code: 'unknown_field', detail: `There is no field "${name}" here` };
    const created = await workspace.post(collection, { ...kind.minimal, [name]: 1 }).expect(400);
    expect(created.body.errors).toEqual([fault]);
    const changed = await workspace.patch(path, { [name]: { a: [1] } }).expect(400);
    expect(changed.body.errors).toEqual([fault]);
  });

  it('cannot reach into a prototype', async () => {
    for (const poison of ['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}']) {
      await workspace.raw('post', collection, poison).expect(400);
      await workspace.raw('patch', path, poison).expect(400);
    }
  });

  it('cannot empty a field that is needed', async () => {
    const { needed } = kind;
    if (needed === undefined) return;
    const { body } = await workspace.patch(path, { [needed]: null }).expect(400);
    expect(pointersIn(body)).toEqual([`/${needed}`]);
  });

  it('must have an object as its body', async () => {
    for (const text of ['[]', '"text"', '1', 'null', 'true', '[{}]']) {
      const { body } = await workspace.raw('post', collection, text).expect(400);
      expect(body.errors).toEqual([{ pointer: '', code: 'wrong_type', detail: 'Send a JSON object' }]);
    }
    await workspace.raw('post', collection, '').expect(400);
    await workspace.raw('post', collection, '{"a":').expect(400);
  });

  it('may ask for a change of nothing, or send nothing where nothing is needed', async () => {
    await workspace.raw('patch', path, '{}').expect(200);
    await workspace.raw('post', `${path}/restore`, '').expect(200);
    await workspace.call('post', `${path}/restore`).expect(200);
  });

  it('names the right kind of id', async () => {
    const wrong = `${collection}/user_01jc6nrygyfgx9y01bdgemwqv0`;
    const { body } = await workspace.get(wrong).expect(400);
    expect(body.errors).toEqual([
      {
        pointer: '{id}',
        code: 'invalid_id',
        detail: `The id in the path is the id of a user: expected ${kind.prefix}_…`,
      },
    ]);
    for (const malformed of [
      'x',
      `${kind.prefix}_8${'0'.repeat(25)}`,
      `${kind.prefix}_%00`,
      `${kind.prefix}_`,
    ]) {
      const refused = await workspace.get(`${collection}/${malformed}`).expect(400);
      expect(refused.body.detail).toContain(`expected ${kind.prefix}_…`);
    }
    await workspace.get(`${collection}/${kind.prefix}_${'0'.repeat(26)}`).expect(404);
  });

  it('uses only parameters that are there, once each', async () => {
    for (const [query, pointer] of [
      ['colour=red', '?colour'],
      ['limit=0', '?limit'],
      ['limit=501', '?limit'],
      ['limit=1.5', '?limit'],
      ['limit=9007199254740993', '?limit'],
      ['limit=1&limit=2', '?limit'],
      ['sort=comment', '?sort'],
      ['sort=created_at%3B--', '?sort'],
      ['__proto__=1', '?__proto__'],
      ['cursor=abc', '?cursor'],
      ['cursor=%00.%00', '?cursor'],
    ] as const) {
      const { body } = await workspace.get(`${collection}?${query}`).expect(400);
      expect([query, pointersIn(body)]).toEqual([query, [pointer]]);
    }
    await workspace.get(`${path}?deleted=yes`).expect(400);
    await workspace.post(`${collection}?validate_only=maybe`, kind.minimal).expect(400);
    await workspace.get(`${path}?validate_only=true`).expect(400);
  });

  it('only tries a write that says validate_only, and answers as if it were done', async () => {
    const gone = `${collection}/${(await workspace.post(collection, kind.minimal)).body.id}`;
    await workspace.delete(gone).expect(200);
    const before = await rowCounts(api);
    const state = (await workspace.get(path)).body;
    const tried = await workspace.post(`${collection}?validate_only=true`, kind.minimal).expect(201);
    expect(tried.body).toMatchObject(kind.minimal);
    await workspace.get(`${collection}/${tried.body.id}`).expect(404);
    const change = await workspace.patch(`${path}?validate_only=true`, kind.change).expect(200);
    expect(change.body).toMatchObject({ ...kind.change, version: Number(state.version) + 1 });
    const deletion = await workspace.delete(`${path}?validate_only=true`).expect(200);
    expect(deletion.body.deleted_at).toMatch(/Z$/);
    await workspace.post(`${gone}/restore?validate_only=true`).expect(200);
    await workspace
      .post(`${collection}?validate_only=true`, kind.minimal)
      .set('idempotency-key', 'only-tried')
      .expect(201);
    await workspace.post(`${collection}?validate_only=true`, kind.faulty.body).expect(400);
    expect((await workspace.get(path)).body).toEqual(state);
    await workspace.get(gone).expect(404);
    expect(await rowCounts(api)).toEqual(before);
  });
});
