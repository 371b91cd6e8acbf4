import { told } from '../pipelines/support/pipeline-world';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Value {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly system: boolean;
}

const SOURCES = '/v1/directories/source/values';

const valuesOf = async (directory: string): Promise<Value[]> =>
  (await workspace.get(`/v1/directories/${directory}/values?limit=100`).expect(200)).body.data;

/** A value that every workspace has, by its key. */
const system = async (key: string): Promise<Value> => {
  const found = (await valuesOf('source')).find((value) => value.key === key);
  if (!found) throw new Error(`There is no source "${key}".`);
  return found;
};

const add = async (name: string, more: object = {}, directory = 'source'): Promise<Value> =>
  (await workspace.create(`/v1/directories/${directory}/values`, { name, ...more })) as unknown as Value;

const at = ({ id }: Pick<Value, 'id'>) => `${SOURCES}/${id}`;

const lead = (source: string) => workspace.create('/v1/leads', { source });

describe('a value that a converted lead has', () => {
  it('can be replaced and deleted as anywhere, while the lead stays read-only', async () => {
    const value = await add('Trade fair');
    const { id } = await lead(value.key);
    await workspace.post(`/v1/leads/${id}/convert`, { deal: true }).expect(200);
    expect(told(await workspace.patch(`/v1/leads/${id}`, { source: 'call' }))).toBe('422 lead_converted');
    const replacement = await system('website');
    await workspace.delete(`${at(value)}?replace_with=${replacement.id}`).expect(200);
    const after = (await workspace.get(`/v1/leads/${id}`).expect(200)).body;
    expect(after).toMatchObject({ source: 'website', converted_at: expect.any(String) });
    await workspace.get(at(value)).expect(404);
  });
});

describe('a field of a directory', () => {
  const UNKNOWN = { code: 'unknown_directory_value' };

  it('takes the values of its workspace, on every way, and says which it does not know', async () => {
    const { key } = await add('Newspaper');
    const { id } = await lead(key);
    const data = { source: 'dreams', salutation: 'duke' };
    const both = [
      { ...UNKNOWN, pointer: '/salutation' },
      { ...UNKNOWN, pointer: '/source' },
    ];
    for (const { status, body } of [
      await workspace.post('/v1/leads', data),
      await workspace.post('/v1/leads?validate_only=true', data),
      await workspace.patch(`/v1/leads/${id}`, data),
      await workspace.call('put', '/v1/leads/by/external_id/shop:1').send(data),
    ]) {
      const errors = body.errors.toSorted((a: { pointer: string }, b: { pointer: string }) =>
        a.pointer < b.pointer ? -1 : 1,
      );
      expect([status, errors]).toMatchObject([422, both]);
    }
    const batch = await workspace.post('/v1/leads/batch', {
      operations: [
        { op: 'create', data: { source: key } },
        { op: 'create', data },
        { op: 'update', id, data: { source: 'call' } },
      ],
    });
    expect(batch.body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 200]);
    const update = { filter: { source: key }, data: { source: 'dreams' } };
    const refused = await workspace.post('/v1/leads/bulk-update', update).expect(422);
    expect(refused.body.errors).toMatchObject([{ ...UNKNOWN, pointer: '/data/source' }]);
  });

  it('is another one in another workspace, and of another directory', async () => {
    const { key } = await add('Only here');
    const stranger = await api.workspace();
    const { body } = await stranger.post('/v1/leads', { source: key }).expect(422);
    expect(body.errors).toMatchObject([UNKNOWN]);
    await workspace.post('/v1/companies', { name: 'x', industry: key }).expect(422);
  });

  it('can be filtered by any word, and the record keeps a value that it has', async () => {
    const value = await add('Leaflet');
    const { id } = await lead(value.key);
    const filter = encodeURIComponent(JSON.stringify({ source: { in: [value.key, 'nobody_has_this'] } }));
    const { body } = await workspace.get(`/v1/leads?filter=${filter}`).expect(200);
    expect(body.data).toMatchObject([{ id }]);
    expect((await workspace.get(`/v1/leads?source=${value.key}`).expect(200)).body.data).toHaveLength(1);
    await workspace.delete(`/v1/leads/${id}`).expect(200);
    await workspace.delete(at(value)).expect(200);
    await workspace.post(`/v1/leads/${id}/restore`).expect(200);
    await workspace.patch(`/v1/leads/${id}`, { comment: 'Called', source: value.key }).expect(200);
    expect(told(await workspace.post('/v1/leads', { source: value.key }))).toBe(
      '422 unknown_directory_value /source',
    );
  });

  it('never holds a value that was deleted while it came', async () => {
    for (let round = 0; round < 6; round += 1) {
      const value = await add(`Round ${round}`);
      const replacement = await system('call');
      const [deletion, ...creations] = await Promise.all([
        workspace.delete(`${at(value)}?replace_with=${replacement.id}`),
        ...Array.from({ length: 5 }, () => workspace.post('/v1/leads', { title: 'x', source: value.key })),
      ]);
      expect(deletion.status).toBe(200);
      const refusals = creations.filter(({ status }) => status !== 201).map(told);
      expect(refusals.filter((said) => said !== '422 unknown_directory_value /source')).toEqual([]);
    }
    const orphans = await api.sql(
      `SELECT l.id FROM leads l JOIN directory_values v ON v.workspace_id = l.workspace_id AND v.key = l.source
       WHERE v.directory = 'source' AND v.deleted_at IS NOT NULL AND v.name LIKE 'Round %'`,
    );
    expect(orphans).toEqual([]);
  });

  it('lists its values with their names in the document of the workspace', async () => {
    const own = await api.workspace();
    await own.create(SOURCES, { name: 'Podcast' });
    const { body } = await own.get('/v1/openapi.json').expect(200);
    const { source } = body.components.schemas.CreateLead.properties;
    expect(source.enum).toEqual(expect.arrayContaining(['call', 'podcast', null]));
    expect(source['x-enum-labels']).toMatchObject({ call: 'Phone call', podcast: 'Podcast' });
    const base = (await api.as(null).get('/v1/openapi.json').expect(200)).body;
    expect(base.components.schemas.CreateLead.properties.source).toMatchObject({ 'x-directory': 'source' });
    expect(base.components.schemas.CreateLead.properties.source.enum).toBeUndefined();
  });
});
