import { MASS_KINDS } from '../records/support/record-kinds';
import { eventsOf, rowCounts } from '../records/support/stored-events';
import { TestApi, type TestWorkspace } from '../support/test-api';

interface ItemResult {
  readonly key?: string;
  readonly status: number;
  readonly id?: string;
  readonly result?: string;
  readonly problem?: { readonly code: string; readonly errors: readonly { readonly pointer: string }[] };
}

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const batch = (path: string, operations: readonly unknown[], more: object = {}) =>
  workspace.post(path, { ...more, operations });

describe.each(MASS_KINDS)('a batch of a $name', (kind) => {
  let path: string;
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
    path = `${collection}/batch`;
  });

  it('creates, changes, upserts and deletes, with a result for each in their order', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async () => (await workspace.post(collection, kind.minimal).expect(201)).body),
    );
    const by = { field: 'external_id', value: `batch:${kind.name}` };
    const { body } = await batch(path, [
      { op: 'create', key: 'row-1', data: kind.minimal },
      { op: 'update', id: one.id, if_match: '"1"', data: kind.change },
      { op: 'upsert', by, data: kind.minimal },
      { op: 'delete', id: two.id },
      { op: 'update', id: one.id, data: kind.change },
      { op: 'upsert', by, data: kind.otherChange },
    ]).expect(200);
    expect(body.results).toEqual([
      { key: 'row-1', status: 201, id: expect.stringContaining(kind.prefix), result: 'created' },
      { status: 200, id: one.id, result: 'updated' },
      { status: 201, id: expect.any(String), result: 'created' },
      { status: 200, id: two.id, result: 'deleted' },
      { status: 200, id: one.id, result: 'unchanged' },
      { status: 200, id: body.results[2].id, result: 'updated' },
    ]);
    expect(body.summary).toEqual({ created: 2, updated: 2, unchanged: 1, deleted: 1 });
    const { body: upserted } = await workspace.get(`${collection}/${body.results[2].id}`).expect(200);
    expect(upserted).toMatchObject({ ...kind.minimal, ...kind.otherChange, version: 2 });
  });

  it('answers whole records when asked', async () => {
    const { body } = await workspace
      .post(`${path}?return=full`, {
        operations: [{ op: 'create', data: { ...kind.minimal, ...kind.optional } }],
      })
      .expect(200);
    const [{ id, record }] = body.results;
    expect((await workspace.get(`${collection}/${id}`).expect(200)).body).toEqual(record);
  });

  it('tells of each record as single writes do', async () => {
    const { body } = await batch(path, [{ op: 'create', key: 'a', data: kind.minimal }]).expect(200);
    const [{ id }] = body.results as [ItemResult & { id: string }];
    await batch(path, [
      { op: 'update', id, data: kind.change },
      { op: 'update', id, data: kind.otherChange },
      { op: 'delete', id },
    ]).expect(200);
    const single = (await workspace.post(collection, kind.minimal).expect(201)).body.id;
    await workspace.patch(`${collection}/${single}`, kind.change).expect(200);
    await workspace.patch(`${collection}/${single}`, kind.otherChange).expect(200);
    await workspace.delete(`${collection}/${single}`).expect(200);
    const told = async (of: string) =>
      (await eventsOf(api, of)).map(({ type, object_version, changes }) => ({
        type,
        object_version,
        changed: Object.keys(changes),
      }));
    expect(await told(id)).toEqual(await told(single));
  });

  it('leaves out what is wrong, in its place', async () => {
    const { body } = await batch(path, [
      { op: 'create', data: kind.faulty.body },
      { op: 'create', data: kind.minimal },
      { op: 'update', id: 'nonsense', data: {} },
      { op: 'update', id: `${kind.prefix}_01jc6nrygyfgx9y01bdgemwqv0`, data: kind.change },
      { op: 'create' },
      { op: 'explode' },
      7,
      { op: 'delete', id: 'x', data: {} },
    ]).expect(200);
    const results = body.results as ItemResult[];
    expect(results.map(({ status }) => status)).toEqual([400, 201, 400, 404, 400, 400, 400, 400]);
    expect(results[0]?.problem?.errors.map(({ pointer }) => pointer).sort()).toEqual(
      kind.faulty.pointers.map((pointer) => `/operations/0/data${pointer}`),
    );
    expect(body.summary).toEqual({ created: 1, failed: 7 });
  });

  it('does nothing at all when it is atomic and one is wrong', async () => {
    const before = await rowCounts(api);
    const { body } = await batch(
      path,
      [
        { op: 'create', data: kind.minimal },
        { op: 'update', id: `${kind.prefix}_01jc6nrygyfgx9y01bdgemwqv0`, data: kind.change },
        { op: 'create', data: kind.faulty.body },
      ],
      { atomic: true },
    ).expect(422);
    expect(body).toMatchObject({ code: 'batch_refused' });
    expect(body.errors[0]).toMatchObject({ pointer: '/operations/1', code: 'not_found' });
    expect(body.errors).toHaveLength(1 + kind.faulty.pointers.length);
    expect(await rowCounts(api)).toEqual(before);
  });

  it('writes nothing when it is only tried', async () => {
    const before = await rowCounts(api);
    const operations = [{ op: 'create', data: kind.minimal }];
    const { body } = await workspace.post(`${path}?validate_only=true`, { operations }).expect(200);
    expect(body.summary).toEqual({ created: 1 });
    expect(await rowCounts(api)).toEqual(before);
  });
});

describe('a batch of leads', () => {
  const path = '/v1/leads/batch';

  it('of 1,000 with 10 wrong ones does 990, with 10 problems in place', async () => {
    const isWrong = (at: number) => at % 100 === 50;
    const operations = Array.from({ length: 1000 }, (_, at) => ({
      op: 'create',
      key: String(at),
      data: isWrong(at)
        ? { titel: 'typo' }
        : { title: `Lead ${at}`, emails: [{ value: `${at}@example.com` }] },
    }));
    const { body } = await batch(path, operations).expect(200);
    const results = body.results as ItemResult[];
    expect(body.summary).toEqual({ created: 990, failed: 10 });
    expect(results.map(({ key }) => key)).toEqual(operations.map(({ key }) => key));
    expect(results.every(({ status }, at) => status === (isWrong(at) ? 400 : 201))).toBe(true);
    const before = await rowCounts(api);
    await batch(path, operations, { atomic: true }).expect(422);
    expect(await rowCounts(api)).toEqual(before);
  });

  it('gives a key to the first who names it, and names the holder to the others', async () => {
    const external_ids = [{ app: 'shop', id: 'race' }];
    const { body } = await batch(path, [
      { op: 'create', data: { title: 'one', external_ids } },
      { op: 'create', data: { title: 'two', external_ids } },
      { op: 'create', data: { title: 'three' } },
    ]).expect(200);
    const [one, two, three] = body.results;
    expect([one.status, two.status, three.status]).toEqual([201, 409, 201]);
    expect(two.problem).toMatchObject({ code: 'already_exists', existing_id: one.id });
    const moved = await batch(path, [
      { op: 'update', id: one.id, data: { external_ids: [] } },
      { op: 'update', id: three.id, data: { external_ids } },
    ]).expect(200);
    expect(moved.body.summary).toEqual({ updated: 2 });
  });

  it('does an operation once that has a name of its own, whatever request it comes in', async () => {
    const named = (name: string, title: string, key: string) => ({
      op: 'create',
      key,
      idempotency_key: name,
      data: { title },
    });
    const first = await batch(path, [named('a', 'A', 'x'), { op: 'create', idempotency_key: 'b', data: {} }]);
    expect(first.body.results.map(({ status }: ItemResult) => status)).toEqual([201, 422]);
    const second = await batch(path, [
      named('c', 'C', 'z'),
      named('a', 'A', 'y'),
      { op: 'create', idempotency_key: 'b', data: { title: 'B' } },
    ]).expect(200);
    expect(second.body.results).toMatchObject([
      { key: 'z', status: 201 },
      { key: 'y', status: 201, id: first.body.results[0].id, replayed: true },
      { status: 201 },
    ]);
    const other = await batch(path, [named('a', 'another', 'y')]).expect(200);
    expect(other.body.results[0].problem).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('is done once under one Idempotency-Key, 50 times at once', async () => {
    const operations = [{ op: 'create', data: { title: 'Once' } }];
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        workspace.post(path, { operations }).set('idempotency-key', 'fifty').expect(200),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.results[0].id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'])).toHaveLength(49);
  });

  it('upserts one key twenty times at once into one record', async () => {
    const by = { field: 'external_id', value: 'shop:many' };
    const operations = Array.from({ length: 5 }, () => ({ op: 'upsert', by, data: { title: 'Many' } }));
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => workspace.post(path, { operations }).expect(200)),
    );
    const results = answers.flatMap(({ body }) => body.results as ItemResult[]);
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(results.filter(({ result }) => result === 'created')).toHaveLength(1);
    expect(results.filter(({ result }) => result === 'unchanged')).toHaveLength(19);
  });

  it('stops two batches that change the same records in opposite orders from blocking each other', async () => {
    const created = await batch(
      path,
      Array.from({ length: 40 }, (_, at) => ({ op: 'create', data: { title: `${at}` } })),
    );
    const ids = (created.body.results as ItemResult[]).map(({ id }) => id);
    const change = (order: (string | undefined)[], title: string) =>
      batch(
        path,
        order.map((id) => ({ op: 'update', id, data: { title } })),
      ).expect(200);
    const answers = await Promise.all([change(ids, 'a'), change([...ids].reverse(), 'b'), change(ids, 'c')]);
    for (const { body } of answers) expect(body.summary).toEqual({ updated: 40 });
  });

  it.each([
    ['no list', { operations: {} }, '/operations'],
    ['nothing', {}, '/operations'],
    ['an unknown member', { operations: [], transaction: true }, '/transaction'],
    ['too many', { operations: Array.from({ length: 1001 }, () => 1) }, '/operations'],
    ['a key twice', { operations: [{ key: 'a' }, { key: 'a' }] }, '/operations/1/key'],
  ])('with %s is no batch', async (_, body, pointer) => {
    const refused = await workspace.post(path, body).expect(400);
    expect(refused.body.errors).toMatchObject([{ pointer }]);
  });

  it('takes 10 MB, and no more', async () => {
    const wide = (bytes: number) => JSON.stringify({ operations: [], atomic: false, pad: 'x'.repeat(bytes) });
    await workspace.raw('post', path, wide(9_000_000)).expect(400);
    await workspace.raw('post', path, wide(11_000_000)).expect(413);
    await workspace.raw('post', '/v1/leads', wide(2_000_000)).expect(413);
  });

  it('deletes only for those who may', async () => {
    const writer = await api.workspace(['leads:write']);
    const created = await writer.post(path, { operations: [{ op: 'create', data: { title: 'A' } }] });
    const operations = [{ op: 'delete', id: created.body.results[0].id }];
    const { body } = await writer.post(path, { operations }).expect(200);
    expect(body.results[0]).toMatchObject({ status: 403, problem: { required_scope: 'leads:delete' } });
  });
});
