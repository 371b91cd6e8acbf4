import { refusedAfterMs } from '../access/support/refused-within';
import type { ApiClient } from '../support/api-client';
import { CREDENTIALS, key } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

/** What every process may take to hear of an end, and a request. */
const SOON_MS = 2500;

let api: TestApi;
let other: TestApi;
let workspace: TestWorkspace;
/** With a key of the workspace's own: what ends an app must not end itself. */
let admin: ApiClient;

beforeAll(async () => {
  api = await TestApi.shared();
  other = await api.another();
});
afterAll(async () => {
  await other.app.close();
  await api.stop();
});
beforeEach(async () => {
  workspace = await api.workspace();
  admin = api.as(await key(api, workspace, { scopes: api.scopes() }));
});

/** Uses a token on both processes, ends it, and says how long each of them went on. */
async function goneAfter(kind: string, end: () => PromiseLike<{ status: number }>): Promise<number[]> {
  const token = (await CREDENTIALS[kind]?.(api, workspace, ['leads:read'])) ?? '';
  const clients = [api.as(token), other.as(token)];
  for (const client of clients) await client.get('/v1/leads').expect(200);
  expect((await end()).status).toBe(200);
  return Promise.all(clients.map((client) => refusedAfterMs(() => client.get('/v1/leads'))));
}

const firstAdmin = async (): Promise<string> =>
  (await admin.get('/v1/members?role=admin').expect(200)).body.data[0].id as string;

/** The last admin stays one. */
const secondAdmin = async (): Promise<void> => {
  const { id } = await admin.create('/v1/members', {
    name: 'Second',
    email: 'second@x.example',
    role: 'admin',
  });
  await api.sql(`UPDATE members SET state = 'active' WHERE email = 'second@x.example'`);
  expect(id).toMatch(/^memb_/);
};

const OF_AN_APP = ["a private app's key", "an installation's token", 'a member who uses an app'];

describe.each(OF_AN_APP)('%s is refused within two seconds on every process', (kind) => {
  it.each(['suspend', 'uninstall'])('after the end of its app: %s', async (how) => {
    const path = `/v1/installations/${workspace.installation_id}/${how}`;
    const ends = await goneAfter(kind, () => admin.post(path));
    expect(Math.max(...ends)).toBeLessThan(SOON_MS);
  });
});

it('what a member does through an app ends on every process when they leave', async () => {
  await secondAdmin();
  const member = await firstAdmin();
  const ends = await goneAfter('a member who uses an app', () =>
    admin.post(`/v1/members/${member}/deactivate`),
  );
  expect(Math.max(...ends)).toBeLessThan(SOON_MS);
});

it('a demotion holds for the next request on every process', async () => {
  const token = (await CREDENTIALS["a member's personal token"]?.(api, workspace, api.scopes())) ?? '';
  const clients = [api.as(token), other.as(token)];
  for (const client of clients) await client.post('/v1/leads', { title: 'Before' }).expect(201);
  const { body } = await api.as(token).get('/v1/me').expect(200);
  await admin.patch(`/v1/members/${body.member.id as string}`, { role: 'read_only' }).expect(200);
  for (const client of clients) {
    await client.post('/v1/leads', { title: 'After' }).expect(403);
    await client.get('/v1/leads').expect(200);
  }
});
