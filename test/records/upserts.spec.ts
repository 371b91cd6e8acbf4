import { TestApi, type TestWorkspace } from '../support/test-api';
import { MASS_KINDS } from './support/record-kinds';
import { eventsOf, rowCounts } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;
let number = 0;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** A key that nothing has yet. */
const freshKey = () => {
  number += 1;
  return `shop:${number}`;
};

describe.each(MASS_KINDS)('an upsert of a $name', (kind) => {
  const put = (key: string, body: object, query = '') =>
    workspace.call('put', `${collection}/by/external_id/${encodeURIComponent(key)}${query}`).send(body);
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
  });

  it('creates the record, changes it, and leaves it alone when nothing changes', async () => {
    const key = freshKey();
    const created = await put(key, kind.minimal).expect(201);
    expect(created.body).toMatchObject({ ...kind.minimal, result: 'created', version: 1 });
    expect(created.body.external_ids).toEqual([{ app: 'shop', id: key.slice(5) }]);
    expect(created.headers).toMatchObject({
      etag: '"1"',
      location: `${collection}/${created.body.id}`,
    });
    const changed = await put(key, kind.change).expect(200);
    expect(changed.body).toMatchObject({
      ...kind.change,
      id: created.body.id,
      result: 'updated',
      version: 2,
    });
    const same = await put(key, kind.change).expect(200);
    expect(same.body).toEqual({ ...changed.body, result: 'unchanged' });
    expect(await eventsOf(api, created.body.id)).toMatchObject([
      { type: `${kind.name}.created` },
      { type: `${kind.name}.updated` },
    ]);
  });

  it('is the same with the key in the body, and keeps the key when a list leaves it out', async () => {
    const by = { field: 'external_id', value: freshKey() };
    const created = await workspace.post(`${collection}/upsert`, { by, data: kind.minimal }).expect(201);
    const data = { external_ids: [{ app: 'erp', id: `${by.value}-${kind.name}` }] };
    const changed = await workspace.post(`${collection}/upsert`, { by, data }).expect(200);
    expect(changed.body).toMatchObject({ id: created.body.id, result: 'updated' });
    expect(changed.body.external_ids).toHaveLength(2);
  });

  it('names what a creation lacks and what is wrong, with its place in the body', async () => {
    const by = { field: 'external_id', value: freshKey() };
    const { body } = await workspace.post(`${collection}/upsert`, { by, data: kind.faulty.body }).expect(400);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toContain('/data/nonsense');
    if (!kind.needed) return;
    const lacking = await workspace.post(`${collection}/upsert`, { by, data: {} }).expect(400);
    expect(lacking.body.errors).toMatchObject([{ pointer: `/data/${kind.needed}`, code: 'required' }]);
  });

  it.each([
    ['email/a@example.com', '{field}'],
    ['external_id/nocolon', '{value}'],
    ['external_id/Shop%3A1', '{value}'],
    ['external_id/shop%3A', '{value}'],
  ])('refuses the key %s', async (key, pointer) => {
    const { body } = await workspace.call('put', `${collection}/by/${key}`).send(kind.minimal).expect(400);
    expect(body.errors).toMatchObject([{ pointer }]);
  });

  it('of a deleted record is refused, and names it', async () => {
    const key = freshKey();
    const { body } = await put(key, kind.minimal).expect(201);
    await workspace.delete(`${collection}/${body.id}`).expect(200);
    const refused = await put(key, kind.change).expect(409);
    expect(refused.body).toMatchObject({ code: 'deleted_record', existing_id: body.id });
  });

  it('with keys of two records is refused, and names both', async () => {
    const [one, other] = [freshKey(), freshKey()];
    const first = await put(one, kind.minimal).expect(201);
    const second = await put(other, kind.minimal).expect(201);
    const both = { external_ids: [{ app: 'shop', id: other.slice(5) }] };
    const refused = await put(one, both).expect(409);
    expect(refused.body).toMatchObject({
      code: 'keys_of_two_records',
      existing_ids: [first.body.id, second.body.id],
    });
    const alone = await put(freshKey(), { ...kind.minimal, ...both }).expect(409);
    expect(alone.body).toMatchObject({ code: 'already_exists', existing_id: second.body.id });
  });

  it('creates only, or changes only, when the caller says so', async () => {
    const key = freshKey();
    const none = await put(key, kind.minimal).set('if-match', '*').expect(412);
    expect(none.body.code).toBe('precondition_failed');
    await put(key, kind.minimal).set('if-none-match', '*').expect(201);
    await put(key, kind.change).set('if-none-match', '*').expect(412);
    await put(key, kind.change).set('if-match', '"1"').expect(200);
    const stale = await put(key, kind.otherChange).set('if-match', '"1"').expect(412);
    expect(stale.body).toMatchObject({ code: 'version_mismatch', changed: Object.keys(kind.change) });
  });

  it('sent ten times at once makes one record', async () => {
    const key = freshKey();
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(key, kind.minimal)));
    expect(answers.map(({ body }) => body.result).sort()).toEqual([
      'created',
      ...Array.from({ length: 9 }, () => 'unchanged'),
    ]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('writes nothing when it is only tried, and once under one Idempotency-Key', async () => {
    const key = freshKey();
    const before = await rowCounts(api);
    const tried = await put(key, kind.minimal, '?validate_only=true').expect(201);
    expect(tried.body.result).toBe('created');
    expect(await rowCounts(api)).toEqual(before);
    const name = `upsert ${key}`.replace(' ', '-');
    const first = await put(key, kind.minimal).set('idempotency-key', name).expect(201);
    await put(key, kind.change).expect(200);
    const again = await put(key, kind.minimal).set('idempotency-key', name).expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });
});
