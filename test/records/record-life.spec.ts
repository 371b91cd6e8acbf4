import type { Schema } from '../support/api-contract';
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

/** The record in the answer to its deletion, which also says what was unlinked. */
const recordIn = ({ unlinks: _, ...record }: Record<string, unknown>) => record;

describe.each(RECORD_KINDS)('a $name', (kind) => {
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
  });

  const create = async (more: object = {}) =>
    (await workspace.post(collection, { ...kind.minimal, ...more }).expect(201)).body;

  it('is created with an address, a version and its defaults', async () => {
    const { body, headers } = await workspace.post(collection, kind.minimal).expect(201);
    expect(body).toMatchObject({ ...kind.defaults, ...kind.minimal, version: 1, deleted_at: null });
    expect(body.id).toMatch(new RegExp(`^${kind.prefix}_`));
    expect(body.created_at).toBe(body.updated_at);
    expect(body.created_by).toEqual({ type: 'app', id: workspace.installation_id });
    expect(headers.location).toBe(`${collection}/${body.id}`);
    expect(headers.etag).toBe('"1"');
  });

  it('is read as it was answered when it was written', async () => {
    const created = await create(kind.optional);
    const { body, headers } = await workspace.get(`${collection}/${created.id}`).expect(200);
    expect(body).toEqual(created);
    expect(headers.etag).toBe('"1"');
    const changed = await workspace.patch(`${collection}/${created.id}`, kind.change).expect(200);
    expect((await workspace.get(`${collection}/${created.id}`)).body).toEqual(changed.body);
  });

  it('changes in the named fields alone', async () => {
    const before = await create(kind.optional);
    const { body, headers } = await workspace.patch(`${collection}/${before.id}`, kind.change).expect(200);
    expect(body).toEqual({
      ...before,
      ...kind.change,
      ...(before.display_name !== undefined && { display_name: body.display_name }),
      version: 2,
      updated_at: body.updated_at,
      updated_by: { type: 'app', id: workspace.installation_id },
    });
    expect(headers.etag).toBe('"2"');
  });

  it('is emptied by null', async () => {
    const [field = ''] = Object.keys(kind.optional);
    const { id } = await create(kind.optional);
    const { body } = await workspace.patch(`${collection}/${id}`, { [field]: null }).expect(200);
    expect(body[field]).toEqual(kind.emptied);
    expect((await workspace.get(`${collection}/${id}`)).body[field]).toEqual(kind.emptied);
  });

  it('is emptied by null in every field that may be empty, at once and one by one', async () => {
    const { properties } = {
      ...api.contract.document.components.schemas[kind.contract.replace('Create', 'Update')],
    };
    const mayBeNull = ({ type, anyOf }: Schema): boolean =>
      [type].flat().includes('null') || JSON.stringify(anyOf ?? []).includes('"null"');
    const names = Object.entries(properties as Record<string, Schema>)
      .filter(([, schema]) => mayBeNull(schema))
      .map(([name]) => name)
      .filter((name) => !(name in kind.minimal));
    expect(names.length).toBeGreaterThan(0);
    const { id } = await create(kind.optional);
    for (const name of names) await workspace.patch(`${collection}/${id}`, { [name]: null }).expect(200);
    const emptied = Object.fromEntries(names.map((name) => [name, null]));
    const { body } = await workspace.post(collection, { ...kind.minimal, ...emptied }).expect(201);
    expect(body).toMatchObject({ ...kind.defaults, ...kind.minimal });
    await workspace.patch(`${collection}/${body.id}`, emptied).expect(200);
  });

  it('takes a merge patch under its own media type', async () => {
    const { id } = await create();
    const patch = JSON.stringify(kind.change);
    const { body } = await workspace
      .raw('patch', `${collection}/${id}`, patch, 'application/merge-patch+json')
      .expect(200);
    expect(body).toMatchObject(kind.change);
  });

  it('stays at its version when a change changes nothing, and nobody is told', async () => {
    const before = await create(kind.optional);
    const same = { ...kind.minimal, ...kind.optional, object: undefined };
    const { body } = await workspace.patch(`${collection}/${before.id}`, same).expect(200);
    expect(body).toEqual(before);
    const none = await workspace.patch(`${collection}/${before.id}`, {}).expect(200);
    expect(none.body).toEqual(before);
    expect(await eventsOf(api, before.id)).toHaveLength(1);
  });

  it('is gone after deletion, and comes back as it was', async () => {
    const before = await create(kind.optional);
    const path = `${collection}/${before.id}`;
    const deleted = await workspace.delete(path).expect(200);
    expect(deleted.body).toMatchObject({ version: 2, deleted_at: expect.stringMatching(/Z$/) });
    await workspace.get(path).expect(404);
    await workspace.patch(path, kind.change).expect(404);
    await workspace.delete(path).expect(404);
    expect((await workspace.get(`${path}?deleted=include`).expect(200)).body).toEqual(recordIn(deleted.body));
    const listed = await workspace.get(`${collection}?limit=500`).expect(200);
    expect(listed.body.data.map(({ id }: { id: string }) => id)).not.toContain(before.id);
    const restored = await workspace.post(`${path}/restore`).expect(200);
    expect(restored.body).toEqual({
      ...before,
      version: 3,
      updated_at: restored.body.updated_at,
      updated_by: restored.body.updated_by,
    });
    expect((await workspace.get(path).expect(200)).body).toEqual(restored.body);
    expect((await workspace.post(`${path}/restore`).expect(200)).body).toEqual(restored.body);
  });

  it('tells of each write once, with what changed', async () => {
    const created = await create(kind.optional);
    const path = `${collection}/${created.id}`;
    const changed = await workspace.patch(path, kind.change).set('request-id', 'my-own-request').expect(200);
    const deleted = await workspace.delete(path).expect(200);
    const restored = await workspace.post(`${path}/restore`).expect(200);
    const events = await eventsOf(api, created.id);
    expect(events.map(({ type, object_version }) => `${type} ${object_version}`)).toEqual([
      `${kind.name}.created 1`,
      `${kind.name}.updated 2`,
      `${kind.name}.deleted 3`,
      `${kind.name}.restored 4`,
    ]);
    expect(events.map(({ object }) => object)).toEqual([
      created,
      changed.body,
      recordIn(deleted.body),
      restored.body,
    ]);
    const [field = ''] = Object.keys(kind.change);
    const { deleted_at } = deleted.body;
    expect(events.map(({ changes }) => changes)).toEqual([
      {},
      { [field]: { from: created[field], to: kind.change[field] } },
      { deleted_at: { from: null, to: deleted_at } },
      { deleted_at: { from: deleted_at, to: null } },
    ]);
    expect(events[1]).toMatchObject({
      request_id: 'my-own-request',
      actor: { type: 'app', id: workspace.installation_id },
    });
  });
});
