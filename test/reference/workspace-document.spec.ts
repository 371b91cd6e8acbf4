import request from 'supertest';

import { TestApi, type TestWorkspace } from '../support/test-api';

const PATH = '/v1/openapi.json';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** The names of the stages that a new lead can be put in, by id. */
const stageNames = (body: Document): Record<string, string> =>
  body.components.schemas.CreateLead.properties.stage_id['x-enum-labels'] ?? {};

interface Document {
  readonly components: {
    readonly schemas: {
      readonly CreateLead: {
        readonly properties: { readonly stage_id: { readonly 'x-enum-labels'?: Record<string, string> } };
      };
    };
  };
}

describe('/v1/openapi.json with a token', () => {
  it("lists the workspace's own stages and pipelines", async () => {
    const { body, headers } = await workspace.get(PATH).expect(200);
    const { body: pipelines } = await workspace.get('/v1/pipelines?object=lead').expect(200);
    const { body: stages } = await workspace.get(`/v1/pipelines/${pipelines.data[0].id}/stages`).expect(200);
    const names = stages.data.map(({ id, name }: { id: string; name: string }) => [id, name]);
    expect(stageNames(body)).toEqual(Object.fromEntries(names));
    expect(headers['cache-control']).toBe('private, max-age=60');
    expect(headers.vary).toMatch(/\bAuthorization\b/);
  });

  it('tells of a new stage at once, with another ETag', async () => {
    const before = await workspace.get(PATH).expect(200);
    await workspace.get(PATH).set('if-none-match', String(before.headers.etag)).expect(304);
    const { body } = await workspace.get('/v1/pipelines?object=lead').expect(200);
    const stage = await workspace.create(`/v1/pipelines/${body.data[0].id}/stages`, { name: 'Tasting' });
    const after = await workspace.get(PATH).set('if-none-match', String(before.headers.etag)).expect(200);
    expect(stageNames(after.body)[stage.id]).toBe('Tasting');
  });

  it('tells nothing of another workspace', async () => {
    const other = await api.workspace();
    const { body } = await other.get(PATH).expect(200);
    const { body: own } = await workspace.get(PATH).expect(200);
    const shared = Object.keys(stageNames(body)).filter((id) => id in stageNames(own));
    expect([Object.keys(stageNames(body)).length > 0, shared]).toEqual([true, []]);
  });

  it('names no stage to a token that may not read pipelines', async () => {
    const blind = await api.workspace(['leads:read']);
    const { body } = await blind.get(PATH).expect(200);
    expect(stageNames(body)).toEqual({});
  });

  it('refuses a token that is not good', async () => {
    await api.as('dw_pak_nonsense').get(PATH).expect(401);
  });

  it('stays the same document for everybody without one', async () => {
    const { body, headers } = await request(api.server).get(PATH).expect(200);
    expect(stageNames(body)).toEqual({});
    expect(headers['cache-control']).toBe('public, max-age=60');
    expect(headers.vary).toMatch(/\bAuthorization\b/);
  });
});
